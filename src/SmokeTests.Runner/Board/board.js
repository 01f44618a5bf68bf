// Live without reload: the server says that something changed, and the page fetches itself anew.
const live = () => document.getElementById("live");
const apart = 2000, spread = 1000, shown = 20000, patience = 5000;
let fetching = false, again = false, here = location.href, last = 0;

async function renew() {
  if (fetching) { again = true; return; }
  fetching = true;
  try {
    // However much happens, a page is fetched every two seconds at most, and not by all screens at the same moment.
    await new Promise(done => setTimeout(done, Math.max(0, last + apart - Date.now()) + Math.random() * spread));
    last = Date.now();
    const answer = await fetch(here, { cache: "no-store" });
    // The session has ended: the page says so itself.
    if (answer.redirected && new URL(answer.url).pathname === "/signin") { location.reload(); return; }
    if (!answer.ok) throw new Error(answer.status);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    // Nobody's typing is taken away.
    if (document.activeElement?.closest("main form")) return;
    const focused = document.activeElement?.getAttribute("href");
    const open = [...document.querySelectorAll("details")].map(d => d.open);
    document.querySelector("main").replaceWith(fresh.querySelector("main"));
    offer();
    if (open.length > 0) document.querySelectorAll("details").forEach((d, i) => { if (i < open.length) d.open = open[i]; });
    if (focused) document.querySelector(`main a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
    live().replaceWith(fresh.getElementById("live"));
    document.body.className = fresh.body.className;
    document.body.dataset.next = fresh.body.dataset.next ?? "";
    document.title = fresh.title;
  } catch {
    lost();
  } finally {
    fetching = false;
    if (again) { again = false; renew(); }
  }
}

function lost() {
  document.body.classList.add("lost");
  live().textContent = "no connection: what you see is old";
  // Whatever was cut off comes back by itself, without a hand.
  setTimeout(renew, patience);
}

// A wall shows one environment after the other.
setInterval(() => {
  if (!document.body.dataset.next) return;
  here = new URL(document.body.dataset.next, location.href).href;
  renew();
}, shown);

const events = new EventSource("/events");
events.addEventListener("changed", renew);
events.addEventListener("error", lost);
events.addEventListener("open", renew);

// Where the browser lets a page write to the clipboard, a command is copied with one press. That it was is said also after
// the page has renewed itself.
let copied;
function offer() {
  if (navigator.clipboard) document.querySelectorAll(".copy").forEach(button => {
    button.hidden = false;
    if (button.previousElementSibling.textContent === copied) button.textContent = "Copied";
  });
}
document.addEventListener("click", event => {
  const button = event.target.closest(".copy");
  if (!button) return;
  const text = button.previousElementSibling.textContent;
  navigator.clipboard.writeText(text).then(() => { copied = text; offer(); });
});
offer();
