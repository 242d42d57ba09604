// One listener for every button that `chat.cards.button` makes, wherever it stands; the page's Python does the rest.
const steps = ["undo", "redo", "edit"];
const undo = { save: "unsave", compare: "uncompare" };
const visible = (id) => document.getElementById(id)?.offsetParent;
document.addEventListener("click", (event) => {
  const picture = event.target.closest(".shop-picture img");
  if (picture) return enlarge(picture);
  if (event.target.closest("#shop-add")) return choose();
  const button = event.target.closest("button[data-turn], button[data-act]");
  if (!button) return;
  event.preventDefault();
  const { turn, act, what } = button.dataset;
  if (turn) {
    if (visible("shop-stop")) return; // one answer at a time
    trigger("click", { act: turn, what });
  } else if (steps.includes(act)) {
    trigger("input", { act, what });
  } else if (act === "unphoto") {
    trigger("upload", { photo: "" });
  } else {
    const pressed = button.getAttribute("aria-pressed") === "true";
    trigger("select", { act: (pressed && undo[act]) || act, what });
  }
});

// Saved and compared products are marked on every card, however often it is drawn anew.
const lists = { save: "#shop-saved [data-act=unsave]", compare: "#shop-compare [data-act=uncompare]" };
function mark() {
  for (const [act, listed] of Object.entries(lists)) {
    const rows = new Set([...document.querySelectorAll(listed)].map((button) => button.dataset.what));
    for (const button of document.querySelectorAll(`.shop-card [data-act=${act}]`)) {
      button.setAttribute("aria-pressed", String(rows.has(button.dataset.what)));
    }
  }
}
// A new question stands on top of the conversation, the answer's sentence and its cards below, until the shopper scrolls.
let said = 0;
let following = false;
for (const hand of ["wheel", "touchmove", "pointerdown", "keydown"]) {
  document.addEventListener(hand, (event) => {
    if (event.target.closest?.("#shop-chat")) following = false;
  }, { capture: true, passive: true });
}
function follow() {
  const rows = document.querySelectorAll("#shop-chat .user-row");
  const wrap = document.querySelector("#shop-chat .bubble-wrap");
  if (rows.length > said) following = true;
  said = rows.length;
  const newest = [...rows].at(-1);
  if (!following || !newest || !wrap) return;
  const edge = wrap.getBoundingClientRect().top + 6;
  const answer = [...document.querySelectorAll("#shop-chat .bot-row")].at(-1)?.getBoundingClientRect().top ?? 0;
  const question = newest.getBoundingClientRect().top;
  // Of a long question the end is enough: the answer begins in the upper half.
  const above = Math.max(question - edge, answer - edge - wrap.clientHeight * 0.4);
  if (Math.abs(above) > 2) wrap.scrollTo(0, wrap.scrollTop + above);
}
let due = 0;
new MutationObserver(() => (due ||= requestAnimationFrame(() => ((due = 0), mark(), follow())))).observe(document.body, {
  childList: true,
  subtree: true,
});

function enlarge(picture) {
  const shown = document.createElement("dialog");
  shown.className = "shop-zoom";
  shown.setAttribute("aria-label", picture.alt);
  shown.append(picture.cloneNode());
  shown.addEventListener("click", () => shown.close());
  shown.addEventListener("close", () => shown.remove());
  element.append(shown);
  shown.showModal();
}
document.addEventListener("keydown", (event) => {
  if ([" ", "Enter"].includes(event.key) && event.target.matches?.(".shop-picture img")) {
    event.preventDefault();
    enlarge(event.target);
  }
});
// While an answer is on its way what is typed stays in the box: two at once would overwrite each other.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || !event.target.matches?.("#shop-box textarea")) return;
  if (visible("shop-stop")) event.preventDefault(), event.stopImmediatePropagation();
}, true);

// What unfolds below an answer would stay below the edge of the conversation.
document.addEventListener("toggle", (event) => {
  if (event.target.matches?.(".shop-how[open]")) event.target.scrollIntoView({ block: "nearest" });
}, true);

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
    document.body.classList.toggle("shop-dropping", name === "dragover");
    const file = name === "drop" && carried(event.dataTransfer);
    if (file) take(file);
  }, true);
}
