"use strict";
/* Changes on their way to the server. Each is kept in this browser from the first keystroke until the server has
   said that it is stored, under a key of its own: sent twice it is made once, so nothing is lost and nothing is
   done double, whatever dies between. */
window.Outbox = (() => {
  const PREFIX = "desk.change.";
  const PATIENCE = 40000; /* longer than the server waits for its database, so that it can say so */
  const PAUSES = [1000, 2000, 4000, 8000, 15000];
  const mine = document.body.dataset.who;
  const listeners = {};
  let busy = false;
  let failures = 0;
  let timer = 0;
  let stopped = false;
  let count = 0;

  const on = (name, listener) => { listeners[name] = listener; };
  const tell = (name, ...rest) => listeners[name] && listeners[name](...rest);
  const store = (item) => {
    try { localStorage.setItem(PREFIX + item.key, JSON.stringify(item)); } catch { tell("full", item); }
    held.set(item.key, item);
  };
  const forget = (key) => { localStorage.removeItem(PREFIX + key); held.delete(key); };
  const newKey = () => crypto.randomUUID ? crypto.randomUUID() : Array.from(crypto.getRandomValues(new Uint8Array(16)),
    (octet) => octet.toString(16).padStart(2, "0")).join("");

  const held = new Map();
  for (const name of Object.keys(localStorage)) {
    if (!name.startsWith(PREFIX)) continue;
    try {
      const item = JSON.parse(localStorage.getItem(name));
      if (item.who === mine) held.set(item.key, { ...item, ready: true });
    } catch { localStorage.removeItem(name); }
  }

  const waiting = () => [...held.values()].filter((item) => !item.stuck)
    .sort((one, other) => one.at - other.at || one.count - other.count);

  /* Keep a change; `ready` false while somebody still types in it. */
  function put(fields, { key = newKey(), ready = true, at = Date.now(), about = "" } = {}) {
    const had = held.get(key);
    store({ key, fields, at: had ? had.at : at, count: had ? had.count : ++count, who: mine, ready, about });
    tell("changed");
    if (ready) flush();
    return key;
  }

  function ready(key) {
    const item = held.get(key);
    if (item && !item.ready) { store({ ...item, ready: true }); flush(); }
  }

  function readyAll() { for (const item of waiting()) if (!item.ready) store({ ...item, ready: true }); flush(); }

  async function flush() {
    if (busy || stopped) return;
    const item = waiting().find((one) => one.ready);
    if (!item) return;
    busy = true;
    clearTimeout(timer);
    tell("changed");
    let again = true;
    try {
      const [status, answer] = await post("/desk/change", { ...item.fields, key: item.key });
      again = settle(item, status, answer);
      if (status !== 0 && status < 500 && status !== 429) failures = 0;
    } finally {
      busy = false;
      tell("changed");
      if (again) flush();
    }
  }

  /* What became of a change; false where the next has to wait. */
  function settle(item, status, answer) {
    if (status === 200) { forget(item.key); tell("done", answer, item); return true; }
    if (status === 401 || (status === 403 && answer.kind === undefined)) { stopped = true; tell("out", answer, item); return false; }
    if (status === 409 && answer.kind === "Stale") { store({ ...item, stuck: true }); tell("stale", answer, item); return true; }
    if (status === 0 || status >= 500 || status === 429) {
      const pause = PAUSES[Math.min(failures, PAUSES.length - 1)];
      failures += 1;
      timer = setTimeout(flush, pause);
      tell("waits", answer, item);
      return false;
    }
    forget(item.key);
    tell("refused", answer, item);
    return true;
  }

  async function post(address, fields) {
    try {
      const response = await fetch(address, {
        method: "POST",
        headers: { "x-form-key": document.body.dataset.key, accept: "application/json" },
        body: new URLSearchParams(fields),
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE),
      });
      return [response.status, await response.json().catch(() => ({}))];
    } catch { return [0, {}]; }
  }

  const size = () => waiting().length;
  const soonest = () => { clearTimeout(timer); flush(); };
  const pendingFor = (about) => [...held.values()].some((item) => item.about && item.about === about);
  return { on, put, ready, readyAll, flush: soonest, forget, post, size, pendingFor, held: () => [...held.values()] };
})();
