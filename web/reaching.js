// By keyboard and by ear: a card is one tab stop with arrow keys inside, and an answer is told by its first sentence, or two.
const WITHIN = "a.shop-title, button";
const MOVES = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1, Home: -Infinity, End: Infinity };
document.addEventListener("keydown", (event) => {
  const card = event.target.closest?.(".shop-card");
  if (!card || !(event.key in MOVES) || event.ctrlKey || event.metaKey || event.altKey) return;
  const stops = [...card.querySelectorAll(WITHIN)];
  const at = stops.indexOf(event.target) + MOVES[event.key];
  event.preventDefault();
  stops[Math.max(0, Math.min(stops.length - 1, at))].focus();
});
document.addEventListener("focusin", (event) => {
  const card = event.target.closest?.(".shop-card");
  if (!card || !event.target.matches(WITHIN)) return;
  for (const stop of card.querySelectorAll(WITHIN)) stop.tabIndex = stop === event.target ? 0 : -1;
});

function announce(words) {
  const live = document.getElementById("shop-live");
  if (live) live.textContent = words;
}
let told = "";
function tell() {
  // Gradio would have the whole conversation read out at every change of it.
  for (const loud of document.querySelectorAll("#shop-chat [aria-live=polite]")) loud.setAttribute("aria-live", "off");
  const answers = document.querySelectorAll("#shop-chat .bot-row");
  const newest = [...answers].at(-1);
  if (!newest || visible("shop-stop") || newest.querySelector(".shop-looking")) return;
  const words = newest.querySelector(".shop-reply")?.textContent.trim() ?? "";
  // "Tote bags." alone tells little: a short first sentence is told with the one behind it.
  const [first, both] = /^(.*?[.!?…](?=\s|$))(?:.*?[.!?…](?=\s|$))?/su.exec(words)?.slice(0, 2).reverse() ?? [words, words];
  const sentence = first.length < 40 ? both : first;
  const now = `${answers.length} ${sentence}`;
  if (now === told) return;
  told = now;
  announce(sentence);
}
