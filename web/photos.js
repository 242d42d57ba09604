// A photo is made small here, so that nothing has to be uploaded as a file. What this browser cannot read goes as it is,
// if it is short, to be read or refused by the server.
const side = 1024;
const most = 700_000; // characters of base64; the server takes a little more
async function posted(file) {
  try {
    const picture = await createImageBitmap(file);
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const paper = canvas.getContext("2d");
    paper.fillStyle = "white";
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const tries = [0.9, 0.75, 0.5].map((quality) => canvas.toDataURL("image/jpeg", quality));
    return tries.find((url) => url.length < most) ?? "unreadable";
  } catch {
    if (file.size > most * 0.7) return "unreadable";
    return new Promise((done) => {
      const reader = new FileReader();
      reader.onload = () => done(reader.result);
      reader.onerror = () => done("unreadable");
      reader.readAsDataURL(file);
    });
  }
}
const take = async (file) => trigger("upload", { photo: await posted(file) });

function choose() {
  const input = Object.assign(document.createElement("input"), { type: "file", accept: "image/*" });
  input.addEventListener("change", () => input.files[0] && take(input.files[0]));
  input.click();
}
const carried = (transfer) => [...(transfer?.files ?? [])][0];
document.addEventListener("paste", (event) => {
  if (event.clipboardData?.getData("text/plain")) return; // a spreadsheet's cells come as words and as a picture
  const file = carried(event.clipboardData);
  if (file) event.preventDefault(), take(file);
});
for (const name of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(name, (event) => {
    if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
    event.preventDefault();
    event.stopPropagation();
    document.querySelector("#shop-ask").toggleAttribute("data-dropping", name === "dragover");
    const file = name === "drop" && carried(event.dataTransfer);
    if (file) take(file);
  }, true);
}
