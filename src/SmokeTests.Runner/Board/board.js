// Live without reload: the server says that something changed, and the page fetches itself anew.
const live = () => document.getElementById("live");
let fetching = false, again = false;

async function renew() {
  if (fetching) { again = true; return; }
  fetching = true;
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const open = [...document.querySelectorAll("details")].map(d => d.open);
    document.querySelector("main").replaceWith(fresh.querySelector("main"));
    if (open.length > 0) document.querySelectorAll("details").forEach((d, i) => { if (i < open.length) d.open = open[i]; });
    live().replaceWith(fresh.getElementById("live"));
    document.body.className = fresh.body.className;
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
}

const events = new EventSource("/events");
events.addEventListener("changed", renew);
events.addEventListener("error", lost);
events.addEventListener("open", renew);
