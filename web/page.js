// One listener for every button that `web.cards.button` makes, wherever it stands; the page's Python does the rest.
const steps = ["undo", "redo", "edit"];
const visible = (id) => document.getElementById(id)?.offsetParent;
const ask = (act, what) => visible("shop-stop") || trigger("click", { act, what }); // one answer at a time
document.addEventListener("click", (event) => {
  if (event.target.closest("#shop-add")) return choose();
  if (event.target.closest("#shop-reset")) return emptyComparison();
  const drawer = event.target.closest("[data-drawer]")?.dataset.drawer;
  if (drawer) return openDrawer(drawer);
  const button = event.target.closest("button[data-turn], button[data-act]");
  if (!button) return;
  event.preventDefault();
  const { turn, act, what } = button.dataset;
  if (turn) {
    closeView();
    if (turn === "show") closeDrawer();
    return ask(turn, turn === "say" ? decodeURIComponent(what) : what);
  }
  if (steps.includes(act)) return trigger("input", { act, what });
  if (act === "unphoto") return trigger("upload", { photo: "" });
  if (act === "details") return view(button.closest(".shop-card"));
  if (act.startsWith("copy-")) return copyLink(button, act, decodeURIComponent(what));
  if (act === "forget") return forget();
  if (act === "resume") return resume();
  keep(act, decodeURIComponent(what));
});

// Within another website's page, the conversation stands alone.
const embedded = new URLSearchParams(location.search).has("embed");

// What Gradio draws anew, again and again, gets its marks again.
let due = 0;
const settle = () => ((due = 0), heard(), mark(), follow(), tell(), remember());
new MutationObserver(() => (due ||= requestAnimationFrame(settle))).observe(document.body, {
  childList: true,
  subtree: true,
});

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
  const talking = !!document.querySelector("#shop-chat .message-row");
  for (const one of document.querySelectorAll("#shop-header, #shop-foot")) {
    one.toggleAttribute("data-talking", talking);
    one.toggleAttribute("data-embed", embedded);
  }
  if (rows.length > said) following = true;
  said = rows.length;
  const newest = [...rows].at(-1);
  if (!following || !newest || !wrap) return;
  const edge = wrap.getBoundingClientRect().top + 2;
  const answer = [...document.querySelectorAll("#shop-chat .bot-row")].at(-1)?.getBoundingClientRect().top ?? 0;
  const question = newest.getBoundingClientRect().top;
  // Of a long question the end is enough: the answer begins in the upper half.
  const above = Math.max(question - edge, answer - edge - wrap.clientHeight * 0.4);
  if (Math.abs(above) > 2) wrap.scrollTo(0, wrap.scrollTop + above);
}

// While an answer is on its way what is typed stays in the box: two at once would overwrite each other.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || !event.target.matches?.("#shop-box textarea")) return;
  if (visible("shop-stop")) event.preventDefault(), event.stopImmediatePropagation();
}, true);

// What unfolds below an answer would stay below the edge of the conversation.
document.addEventListener("toggle", (event) => {
  if (event.target.matches?.(".shop-how[open]")) event.target.scrollIntoView({ block: "nearest" });
}, true);
