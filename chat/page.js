// One listener for every button that `chat.cards.button` makes, wherever it stands; the page's Python does the rest.
const steps = ["undo", "redo", "edit"];
const visible = (id) => document.getElementById(id)?.offsetParent;
document.addEventListener("click", (event) => {
  const picture = event.target.closest(".shop-picture img");
  if (picture) return enlarge(picture);
  const button = event.target.closest("button[data-turn], button[data-act]");
  if (!button) return;
  event.preventDefault();
  const { turn, act, what } = button.dataset;
  if (turn) {
    if (visible("shop-stop")) return; // one answer at a time
    trigger("click", { act: turn, what });
  } else if (steps.includes(act)) {
    trigger("input", { act, what });
  } else {
    if (act === "save" || act === "compare") button.setAttribute("aria-pressed", "true");
    trigger("select", { act, what });
  }
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
  if (event.key === "Enter" && event.target.matches?.(".shop-picture img")) enlarge(event.target);
});
