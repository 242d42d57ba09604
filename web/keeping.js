// What this browser keeps of this shop: the saved products (for all its tabs), and of each tab the comparison and the conversation.
const KEYS = { save: `lookbook${place}.saved`, compare: `lookbook${place}.compared`, talk: `lookbook${place}.talk` };
const MOST = { save: 50, compare: 4 };
const where = { save: () => localStorage, compare: () => sessionStorage, talk: () => sessionStorage };
const unkept = {}; // where a browser keeps nothing, for as long as the page stands
function kept(name, from = where[name]) {
  try {
    const list = JSON.parse(from().getItem(KEYS[name]) ?? "[]");
    return Array.isArray(list) ? list : [];
  } catch {
    return unkept[name] ?? [];
  }
}
function put(name, list, to = where[name]) {
  unkept[name] = list;
  try {
    to().setItem(KEYS[name], JSON.stringify(list));
  } catch {} // full, or forbidden
}

// Read and written at one stroke, so that neither a quick hand nor another tab loses one.
function keep(act, id) {
  const name = act.replace(/^un/, "");
  if (!(name in MOST)) return;
  const list = kept(name);
  const others = list.filter((one) => one !== id);
  const taken = act === name && others.length === list.length;
  put(name, (taken ? [...others, id] : others).slice(-MOST[name]));
  show();
}
// Shown by the server, one after the other: of several at once Gradio may drop the last.
let changes = 0;
let waiting = 0;
let patience;
function show() {
  changes += 1;
  mark();
  if (!waiting) send();
}
function send() {
  waiting = changes;
  clearTimeout(patience);
  patience = setTimeout(send, 4_000);
  trigger("select", { saved: kept("save"), compared: kept("compare"), serial: waiting });
}
function heard() {
  if (!waiting || Number(document.getElementById("shop-serial")?.dataset.serial) !== waiting) return;
  clearTimeout(patience);
  const current = waiting === changes;
  waiting = 0;
  if (!current) send();
}
function emptyComparison() {
  put("compare", []);
  closeView();
  closeDrawer();
  show();
}
window.addEventListener("storage", (event) => event.key === KEYS.save && show());

// Saved and compared products are marked on every card, and counted above.
const PLACES = { save: "saved", compare: "compare" };
function mark() {
  for (const [name, drawer] of Object.entries(PLACES)) {
    const ids = new Set(kept(name));
    for (const button of document.querySelectorAll(`.shop-card [data-act=${name}], .shop-view [data-act=${name}]`)) {
      const pressed = String(ids.has(decodeURIComponent(button.dataset.what)));
      if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
    }
    const tool = document.querySelector(`[data-drawer=${drawer}]`);
    const count = document.querySelector(`#shop-${drawer}`)?.dataset.count ?? "0";
    if (!tool) continue;
    if (tool.querySelector("b").textContent !== count) tool.querySelector("b").textContent = count;
    tool.hidden = count === "0";
    if (count === "0" && shownDrawer() === drawer && !ids.size) closeDrawer();
  }
}

// The conversation: what was said and pressed, never an answer. The newest of all tabs can be gone on with later.
let written;
function remember() {
  const now = document.getElementById("shop-steps")?.dataset.steps;
  if (!arrived || now === undefined || now === written) return;
  written = now;
  const list = JSON.parse(decodeURIComponent(now));
  put("talk", list);
  if (list.length) put("talk", list, () => localStorage);
  document.getElementById("shop-kept").hidden = !list.length;
}
function forget() {
  put("talk", [], () => localStorage);
  document.querySelector(".shop-resume")?.remove();
  document.querySelector("#shop-reset button, button#shop-reset").click();
}
function resume() {
  document.querySelector(".shop-resume")?.remove();
  ask("replay", JSON.stringify(kept("talk", () => localStorage)));
}
let arrived = false;
document.addEventListener("shop-arrived", () => {
  const link = new URLSearchParams(location.search);
  const asked = link.getAll("q").filter((words) => words.trim());
  if (kept("save").length || kept("compare").length) show();
  // A link is followed once: who loads the page again wants to go on where they were.
  if (asked.length || link.get("item")) history.replaceState(null, "", location.pathname + (embedded ? "?embed=1" : ""));
  arrived = true;
  if (asked.length > 1) return ask("replay", JSON.stringify(asked.map((words) => ["say", words])));
  if (asked.length) return document.querySelector("#shop-send").click();
  if (link.get("item") || visible("shop-stop") || document.querySelector("#shop-chat .message-row")) return;
  const talk = kept("talk");
  if (talk.length) return ask("replay", JSON.stringify(talk));
  const last = kept("talk", () => localStorage);
  const words = last.find(([act]) => act === "say")?.[1];
  if (!words) return;
  const offer = Object.assign(document.createElement("p"), { className: "shop-resume" });
  const button = Object.assign(document.createElement("button"), { type: "button", className: "shop-plain" });
  button.dataset.act = "resume";
  button.textContent = `Go on with “${words.length > 60 ? `${words.slice(0, 59)}…` : words}”`;
  const drop = Object.assign(document.createElement("button"), { type: "button", className: "shop-plain" });
  drop.dataset.act = "forget";
  drop.textContent = "Forget it";
  offer.append(button, " · ", drop);
  document.querySelector("#shop-start .shop-welcome > p").after(offer);
});

async function copyLink(button, act, what) {
  const link = new URLSearchParams();
  if (act === "copy-item") link.set("item", what);
  else for (const words of what.split("\n")) link.append("q", words);
  const address = `${location.origin}${location.pathname}?${link}`;
  try {
    await navigator.clipboard.writeText(address);
  } catch { // no permission, or no secure connection
    const paper = Object.assign(document.createElement("textarea"), { value: address });
    (button.closest("dialog") ?? document.body).append(paper);
    paper.select();
    document.execCommand("copy");
    paper.remove();
  }
  const words = button.textContent;
  if (words === "Copied") return;
  button.textContent = "Copied";
  announce("The link is copied.");
  setTimeout(() => (button.textContent = words), 1_600);
}
