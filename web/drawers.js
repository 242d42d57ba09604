// The saved list and the comparison in a drawer at the side, and one product seen large. Gradio goes on drawing what the
// drawer holds; that node is only put into it.
const drawer = document.createElement("dialog");
drawer.id = "shop-drawer";
drawer.setAttribute("aria-label", "Saved and compared");
const shut = Object.assign(document.createElement("button"), { type: "button", className: "shop-shut", textContent: "Close" });
shut.addEventListener("click", closeDrawer);
drawer.append(shut);
let opener;
const shownDrawer = () => (drawer.open ? drawer.dataset.shows : "");
function openDrawer(name) {
  const panels = document.getElementById("shop-panels");
  if (drawer.parentNode !== element) {
    element.append(drawer);
    drawer.append(panels);
  }
  if (shownDrawer() === name) return closeDrawer();
  drawer.dataset.shows = name;
  if (drawer.open) return;
  opener = document.activeElement;
  if (innerWidth > 860) drawer.show(); // the conversation goes on beside it
  else drawer.showModal();
  shut.focus();
}
function closeDrawer() {
  if (!drawer.open) return;
  drawer.close();
  opener?.focus?.();
}
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  if (document.querySelector(".shop-view")) closeView();
  else closeDrawer();
});

function view(card) {
  if (!card) return;
  closeView();
  const shown = Object.assign(document.createElement("dialog"), { className: "shop-view" });
  const title = card.querySelector(".shop-title");
  shown.setAttribute("aria-label", title.textContent);
  const close = Object.assign(document.createElement("button"), { type: "button", className: "shop-shut", textContent: "Close" });
  close.addEventListener("click", () => shown.close());
  const picture = Object.assign(document.createElement("div"), { className: "shop-view-picture" });
  const image = card.querySelector(".shop-picture img, .shop-blank").cloneNode(true);
  image.removeAttribute("loading");
  picture.append(image);
  const words = Object.assign(document.createElement("div"), { className: "shop-view-words" });
  const name = Object.assign(document.createElement("h2"), { textContent: title.textContent, dir: "auto" });
  const listing = card.querySelector(".shop-listing").cloneNode(true);
  listing.hidden = false;
  const acts = card.querySelector(".shop-acts").cloneNode(true);
  acts.querySelector("[data-act=details]").remove();
  const save = card.querySelector(".shop-save").cloneNode(true);
  save.className = "shop-act";
  save.textContent = "Save";
  const link = Object.assign(document.createElement("button"), { type: "button", className: "shop-act", textContent: "Copy link" });
  Object.assign(link.dataset, { act: "copy-item", what: card.dataset.id });
  acts.prepend(save);
  acts.append(link);
  if (title.href) {
    const away = title.cloneNode();
    away.className = "shop-act shop-away";
    away.textContent = "To the product’s page";
    acts.append(away);
  }
  for (const one of acts.children) one.removeAttribute("tabindex");
  words.append(name, card.querySelector(".shop-facts").cloneNode(true), acts, listing);
  shown.append(close, picture, words);
  shown.addEventListener("click", (event) => event.target === shown && shown.close());
  shown.addEventListener("close", () => shown.remove());
  element.append(shown);
  shown.showModal();
  mark();
}
function closeView() {
  document.querySelector(".shop-view")?.close();
}
