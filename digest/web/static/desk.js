"use strict";
/* The desk: what is shown, what is typed, what others did meanwhile. */
window.Desk = (() => {
  const LOOKS_EVERY = 2500;
  const TYPING = 900;
  const SLOW = 3000;
  const LONGEST = 1000000; /* as digest.web.forms */
  const TOO_LONG = "This is more than the desk takes at once (1 MB). Nothing of it was saved; shorten it and try again.";
  const $ = (id) => document.getElementById(id);
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  let known = JSON.parse(document.body.dataset.config);
  let mode = "desktop";
  let pane = "list";
  const typing = new Map();

  /* ── words ─────────────────────────────────────────────────────────────────────────────────────────── */

  const say = (words) => { $("said").textContent = ""; requestAnimationFrame(() => { $("said").textContent = words; }); };
  const saved = (words, kind = "") => { $("saved").textContent = words; $("saved").dataset.kind = kind; };

  function trouble(words, actions = [], kind = "bad") {
    const box = $("trouble");
    box.replaceChildren();
    box.dataset.kind = kind;
    box.hidden = !words;
    if (!words) return;
    const said = document.createElement("p");
    said.textContent = words;
    const row = document.createElement("div");
    row.className = "buttons";
    for (const [name, act] of [...actions, [kind === "quiet" ? "Only this once" : "Close", () => trouble("")]]) {
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = name;
      button.addEventListener("click", act);
      row.append(button);
    }
    box.append(said, row);
  }

  /* ── the state ─────────────────────────────────────────────────────────────────────────────────────── */

  const morph = (element, text) => htmx.swap({ text, target: element, sourceElement: element, swap: "innerMorph" });

  async function apply(answer) {
    if (!answer.list) return;
    const before = known;
    known = answer;
    const words = $("saved") && $("saved").textContent;
    await Promise.all([morph($("bar"), answer.bar), morph($("list"), answer.list)]);
    if (words) $("saved").textContent = words;
    $("n-out").textContent = answer.leftOut;
    for (const field of all("[data-kind]", $("list"))) refill(field);
    Desk.sortable();
    if (before.mark === answer.mark) return;
    look();
    await reopen();
    if (pane !== "list") load(pane);
    later("checks", loadChecks, 1200);
    countdown();
  }

  /* A field shows what the server has, unless somebody is typing in it. */
  function refill(field) {
    if (field === document.activeElement || typing.has(field.id)) return;
    if (field.tagName === "INPUT" && field.type !== "checkbox") field.value = field.getAttribute("value") || "";
    if (field.tagName === "TEXTAREA") field.value = field.defaultValue;
    grow(field);
  }

  const timers = {};
  function later(name, act, pause) { clearTimeout(timers[name]); timers[name] = setTimeout(act, pause); }

  async function fetched(address, as = "text") {
    /* Pieces of the page come as HTML, and what is wrong as a sentence in JSON. */
    const response = await fetch(address, { headers: { accept: as === "json" ? "application/json" : "text/html, application/json" } });
    if (response.redirected || response.status === 401) { signedOut(); throw new Error("signed out"); }
    if (!response.ok) {
      const { error } = await response.json().catch(() => ({}));
      throw Object.assign(new Error("refused"), { status: response.status, said: error });
    }
    return as === "json" ? response.json() : response.text();
  }

  const SILENT = "The server does not answer. What you change is kept in this browser, and tried again.";
  let lost = ""; /* why nothing can be saved at the moment */
  async function poll() {
    try {
      if (!document.hidden) {
        const answer = await fetched(`/desk/state?mark=${encodeURIComponent(known.mark)}`, "json");
        $("here").textContent = answer.here.length ? `Also open: ${answer.here.join(", ")}` : "";
        if (answer.mark !== known.mark && !Outbox.size()) {
          if (answer.list) { await apply(answer); say("The draft has changed meanwhile."); }
        }
        if (lost === SILENT) { lost = ""; standing(); Outbox.flush(); }
      }
    } catch (error) {
      if (error.message !== "signed out" && error.status === undefined) {
        lost = SILENT;
        saved(lost, "bad");
      }
    }
    setTimeout(poll, LOOKS_EVERY);
  }

  /* Said of a question that no answer came to; of an ended session all is said already. */
  function notHeard(error) {
    if (error.message !== "signed out") trouble("The server does not answer. Nothing was changed; try again in a minute.");
  }

  let out = false;
  function signedOut() {
    if (out) return;
    out = true;
    saved("Not signed in. What you typed is kept in this browser.", "bad");
    trouble("Your session has ended. What you typed is kept in this browser and is saved as soon as you have signed in again.",
      [["Sign in", () => { location.href = "/desk/enter"; }]]);
  }

  function standing() {
    const many = Outbox.size();
    if (out) return;
    if (many) saved(lost || "Saving…", lost ? "bad" : "");
    clearTimeout(timers.slow);
    if (many && !lost) later("slow", () => saved("Still saving. Until it is done it is kept in this browser."), SLOW);
  }

  /* ── changes ───────────────────────────────────────────────────────────────────────────────────────── */

  function change(kind, fields = {}, options = {}) {
    if (!known.edits && kind !== "back") return "";
    const seen = options.seen === undefined ? known.revision : options.seen;
    return Outbox.put({ kind, ...fields, seen: String(seen), slot: known.slot }, options);
  }

  Outbox.on("changed", standing);
  Outbox.on("done", async (answer, item) => {
    lost = "";
    for (const [id, typed] of typing) if (typed.key === item.key) typing.delete(id);
    await apply(answer);
    saved(answer.saved);
    standing();
    say(`${answer.said}. ${answer.saved}`);
    if (answer.lesson && item.fields.asks) askLesson(item, answer.lesson);
  });
  Outbox.on("waits", (answer) => {
    lost = answer.error || SILENT;
    saved(lost, "bad");
  });
  Outbox.on("out", signedOut);
  Outbox.on("full", () => trouble("This browser keeps nothing more: what you type is safe only once it says Saved."));
  Outbox.on("refused", async (answer, item) => {
    /* What was typed stays in its field, to be shortened or taken elsewhere. */
    const said = answer.error || "The server did not take this change, and nothing was changed by it.";
    trouble(said);
    await refresh();
    if (!item.about) return;
    if ($(item.about)) saved("Not saved: see above. What you typed is still in its field.", "bad");
    else trouble(`${said}\nWhat you typed, to take elsewhere: ${words(item)}`);
  });
  Outbox.on("stale", (answer, item) => clash(answer, item));

  async function refresh() {
    try { await apply({ ...(await fetched("/desk/state?mark=", "json")) }); standing(); } catch { /* told already */ }
  }

  const pair = (name, words) => {
    const box = document.createElement("div");
    const title = document.createElement("h3");
    const text = document.createElement("p");
    title.textContent = name;
    text.textContent = words || "(nothing)";
    box.append(title, text);
    return box;
  };

  /* What somebody typed in a change, undefined where it is no typing. */
  const words = (item) => [item.fields.title, item.fields.summary, item.fields.text].find((one) => one !== undefined);

  /* Two editors changed the same thing: both versions are shown, and nothing is decided for them. */
  function clash(answer, item) {
    saved("Not saved: somebody else changed the same thing. Choose.", "bad");
    const what = $("ask-what");
    const title = document.createElement("h2");
    title.id = "ask-title";
    title.textContent = "Somebody else changed the same thing";
    const said = document.createElement("p");
    said.textContent = answer.error;
    const both = document.createElement("div");
    both.className = "versions";
    both.append(pair("Yours", words(item) === undefined ? answer.mine : words(item)), pair("Theirs, as it stands now", answer.now));
    const row = document.createElement("div");
    row.className = "buttons";
    const button = (name, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.textContent = name;
      made.addEventListener("click", () => { $("ask").close(); act(); });
      row.append(made);
    };
    const give = () => { for (const [id, one] of typing) if (one.key === item.key) typing.delete(id); Outbox.forget(item.key); };
    button("Keep theirs", async () => { give(); await refresh(); saved("Theirs was kept."); });
    button("Use mine", async () => {
      give();
      await refresh();
      const { seen, ...fields } = item.fields;
      const gone = fields.story && !card(fields.story);
      if (gone) Outbox.put({ kind: "bring", story: fields.story, slot: known.slot });
      /* What comes after the bringing in knows of it, so it says nothing of what was seen. */
      Outbox.put({ ...fields, ...(gone ? {} : { seen: String(known.revision) }), slot: known.slot }, { about: item.about });
    });
    what.replaceChildren(title, said, both, row);
    $("ask").dataset.must = "yes";
    if (!$("ask").open) $("ask").showModal();
  }

  /* ── fields that save themselves ───────────────────────────────────────────────────────────────────── */

  const grow = (field) => {
    if (field.tagName !== "TEXTAREA" || CSS.supports("field-sizing", "content")) return;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + 2}px`;
  };

  function typed(field) {
    const form = field.closest("form[data-story]");
    const had = typing.get(field.id);
    const seen = had ? had.seen : known.revision;
    if (field.value.length > LONGEST) return tooLong(field, had, seen);
    const fields = { [field.dataset.field]: field.value };
    if (form.dataset.story) fields.story = form.dataset.story;
    const options = { ready: false, seen, about: field.id };
    if (had && Outbox.held().some((item) => item.key === had.key && !item.ready)) options.key = had.key;
    const key = change(field.dataset.kind, fields, options);
    typing.set(field.id, { key, seen });
    later(`typed ${field.id}`, () => Outbox.ready(key), TYPING);
  }

  /* It stays in its field, is not sent, and no browser could keep it. */
  function tooLong(field, had, seen) {
    if (had && had.key) { clearTimeout(timers[`typed ${field.id}`]); Outbox.forget(had.key); }
    typing.set(field.id, { key: "", seen });
    trouble(TOO_LONG);
    saved("Not saved: see above. What you typed is still in its field.", "bad");
  }

  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.dataset || !field.dataset.kind) return;
    grow(field);
    if (field.tagName !== "SELECT") typed(field);
  });
  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.matches("select[data-kind=move]")) {
      const story = field.closest("form").dataset.story;
      change("move", { story, theme: field.value, asks: "1" });
    } else if (field.matches("select[data-merge]") && field.value) {
      change("merge", { story: field.closest("form").dataset.story, into: field.value });
    } else if (field.matches("[name=as]")) {
      const names = all("[name=as]:checked").map((one) => one.parentElement.textContent.trim());
      $("as").textContent = names.length ? `a reader of ${names.join(", ")}` : "every reader";
      look();
    } else if (field.dataset && typing.has(field.id)) {
      Outbox.ready(typing.get(field.id).key);
    }
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) Outbox.readyAll(); });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("form[data-story], form.find")) event.preventDefault();
    if (event.target.matches("form[data-does]")) {
      event.preventDefault();
      const button = event.submitter || event.target.querySelector("[type=submit]");
      act(event.target, button.getAttribute("formaction") || event.target.dataset.does, button);
    }
    if (event.target.matches("form[data-asks]")) { event.preventDefault(); tried(event.target); }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    if (event.target.matches("textarea.line")) { event.preventDefault(); event.target.blur(); }
    if (event.target.matches(".reason")) { event.preventDefault(); drop(storyOf(event.target)); }
  });

  /* ── stories ───────────────────────────────────────────────────────────────────────────────────────── */

  const card = (story) => $(`s-${story}`);
  const storyOf = (element) => { const found = element.closest(".card"); return found ? found.id.slice(2) : ""; };
  const titleOf = (story) => { const found = $(`t-${story}`); return found ? found.textContent : ""; };

  async function open(story) {
    const box = $(`o-${story}`);
    if (!box) return;
    const isOpen = box.childElementCount > 0;
    for (const other of all(".open")) if (other !== box || isOpen) close(other);
    if (!isOpen) await fill(story);
  }
  function close(box) {
    for (const field of all("[data-kind]", box)) if (typing.has(field.id)) Outbox.ready(typing.get(field.id).key);
    box.replaceChildren();
    const head = box.parentElement.querySelector(".head");
    if (head) head.setAttribute("aria-expanded", "false");
  }
  async function fill(story) {
    const box = $(`o-${story}`);
    try {
      const text = await fetched(`/desk/story/${encodeURIComponent(story)}`);
      if (box.childElementCount) await morph(box, text); else box.innerHTML = text;
      $(`t-${story}`).setAttribute("aria-expanded", "true");
      const into = box.querySelector("[data-merge]");
      if (into && into.options.length < 2) {
        for (const one of all(".card")) {
          if (one.id !== `s-${story}`) into.add(new Option(titleOf(one.id.slice(2)).slice(0, 90), one.id.slice(2)));
        }
      }
      for (const field of all("[data-kind]", box)) refill(field);
      restore(box);
    } catch (error) { if (error.status) { close(box); trouble(error.said || "This story cannot be shown now. Load the page again."); } else notHeard(error); }
  }
  async function reopen() {
    for (const box of all(".open")) if (box.childElementCount) await fill(storyOf(box));
  }
  /* What was typed before the page was loaded again stands in its field again. */
  function restore(within) {
    for (const item of Outbox.held()) {
      const field = item.about && document.getElementById(item.about);
      if (field && within.contains(field) && !typing.has(field.id)) {
        field.value = item.fields[field.dataset.field];
        typing.set(field.id, { key: item.key, seen: Number(item.fields.seen) });
        grow(field);
      }
    }
  }

  const neighbours = (story) => {
    const cards = all("#list .card");
    const at = cards.findIndex((one) => one.id === `s-${story}`);
    return [cards[at - 1], cards[at + 1]].map((one) => (one ? one.id.slice(2) : ""));
  };
  function focus(story) { const head = story && $(`t-${story}`); if (head) { head.focus(); card(story).scrollIntoView({ block: "nearest" }); } }

  /* Put a story one place up or down, into the theme above or below where it stands at the edge of its own. */
  function step(story, by) {
    const mine = card(story);
    const list = mine && mine.closest("[data-list]");
    if (!list || list.dataset.list === "events") return say("Events stand in the order of their dates.");
    const lists = all("[data-list=theme]").filter((one) => one.offsetParent || one.childElementCount);
    if (list.dataset.list === "lead") return by > 0 ? change("pin", { story: "" }) : say("It leads already.");
    const cards = all(".card", list);
    const at = cards.indexOf(mine);
    const beside = cards[at + by];
    if (beside) {
      list.insertBefore(mine, by < 0 ? beside : beside.nextElementSibling);
    } else {
      const next = lists[lists.indexOf(list) + by];
      if (!next) return say(by < 0 ? "It is the first. Press p to put it at the top." : "It is the last.");
      if (by < 0) next.append(mine); else next.prepend(mine);
    }
    put(story, list.dataset.theme);
  }
  /* Tell the server where a story stands now. */
  function put(story, from) {
    const mine = card(story);
    const list = mine.closest("[data-list]");
    const next = mine.nextElementSibling;
    mine.closest(".group").removeAttribute("data-empty");
    if (list.dataset.list === "lead") return change("pin", { story });
    const fields = { story, theme: list.dataset.theme, before: next ? next.id.slice(2) : "" };
    change("place", from === undefined || from === fields.theme ? fields : { ...fields, asks: "1" });
    const cards = all(".card", list);
    say(`${titleOf(story)}: ${cards.indexOf(mine) + 1} of ${cards.length} in ${list.getAttribute("aria-label")}`);
    if (document.activeElement === document.body) focus(story);
  }

  const ACTS = {
    pin: (story) => change("pin", { story }),
    unpin: () => change("pin", { story: "" }),
    up: (story) => step(story, -1),
    down: (story) => step(story, 1),
    list: (story) => change("announce", { story, listed: "true" }),
    unlist: (story) => change("announce", { story, listed: "false" }),
    drop: (story) => drop(story),
    under: (story, button) => change("move", { story, theme: button.dataset.theme, asks: "1" }),
    lead: (story, button) => change("lead", { story, post: button.dataset.post }),
    split: (story, button) => change("split", { story, post: button.dataset.post }),
    merge: (story, button) => change("merge", { story: button.dataset.other, into: story }),
    bring: (_, button) => change("bring", { story: button.dataset.story }),
    undo: (_, button) => change("undo", { number: button.dataset.number || "" }),
    redo: (_, button) => change("redo", { number: button.dataset.number || "" }),
    back: (_, button) => change("back", { number: button.dataset.number }),
  };
  function drop(story) {
    const [before, after] = neighbours(story);
    const box = $(`o-${story}`);
    const why = box && box.querySelector(".reason");
    const reason = why ? why.value.trim() : "";
    if (box && box.childElementCount) close(box);
    change("drop", reason ? { story, reason } : { story });
    focus(after || before);
  }

  /* ── clicks ────────────────────────────────────────────────────────────────────────────────────────── */

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button, a[data-go], a[data-place]");
    if (!button || button.disabled) return;
    const { dataset } = button;
    if (button.classList.contains("head")) open(storyOf(button));
    else if (dataset.act) ACTS[dataset.act](storyOf(button), button);
    else if (dataset.do) change(dataset.do, {});
    else if (dataset.ask) ask(`/desk/ask/${dataset.ask}`);
    else if (dataset.askAt) ask(dataset.askAt);
    else if (dataset.keys !== undefined) $("keys").showModal();
    else if (dataset.close !== undefined) $("ask").close();
    else if (dataset.pane) show(dataset.pane);
    else if (dataset.mode) preview(dataset.mode);
    else if (dataset.show) side(dataset.show);
    else if (dataset.go) { event.preventDefault(); go(dataset.go); }
    else if (dataset.place) { event.preventDefault(); goTo(dataset.place); }
  });

  async function go(story) {
    side("left");
    show("list");
    focus(story);
    const box = $(`o-${story}`);
    if (box && !box.childElementCount) await open(story);
  }
  /* Lead to a field of the issue, or to a section of its stories. */
  function goTo(place) {
    side("left");
    show("list");
    const found = $(place);
    const target = found && (found.matches("input, textarea") ? found : found.querySelector(".head"));
    if (target) { target.focus(); (found.querySelector("h2") || found).scrollIntoView({ block: "nearest" }); }
  }
  function side(name) {
    document.querySelector(".desk").dataset.shown = name;
    for (const button of all("[data-show]")) button.setAttribute("aria-pressed", String(button.dataset.show === name));
  }
  function show(name) {
    pane = name;
    for (const button of all("[data-pane]")) button.setAttribute("aria-pressed", String(button.dataset.pane === name));
    for (const one of all(".pane")) one.hidden = one.id !== name;
    if (name !== "list") load(name);
  }
  async function load(name) {
    try {
      const words = name === "out" && $("find") ? `?q=${encodeURIComponent($("find").value)}` : "";
      const text = await fetched(`/desk/${name}${words}`);
      await morph($(name), text);
    } catch (error) {
      if (!error.status) return notHeard(error);
      const said = document.createElement("p");
      said.className = "empty";
      said.textContent = error.said || "This cannot be shown now. Load the page again.";
      await morph($(name), said.outerHTML);
    }
  }
  async function loadChecks() {
    $("checks").hidden = !known.revision;
    if (!known.revision || !known.stories) return;
    try { await morph($("checks"), await fetched("/desk/checks")); } catch { return; /* told by the next look at the server */ }
    if ($("asking")) loadLinks();
  }
  /* The links that nobody asked lately are asked for, which takes as long as the slowest of them. */
  let asking = false;
  async function loadLinks() {
    if (asking) return;
    asking = true;
    const { mark } = known;
    try {
      const text = await fetched("/desk/checks?links=ask");
      if (mark === known.mark) await morph($("checks"), text); else later("checks", loadChecks, 0);
    } catch { $("asking")?.remove(); } finally { asking = false; }
  }

  /* ── questions ─────────────────────────────────────────────────────────────────────────────────────── */

  async function ask(address) {
    Outbox.readyAll();
    try {
      const text = await fetched(address);
      $("ask-what").innerHTML = text;
      delete $("ask").dataset.must;
      if (!$("ask").open) $("ask").showModal();
      $("ask").scrollTop = 0;
    } catch (error) { if (error.status) trouble(error.said || "This cannot be asked now. Load the page again."); else notHeard(error); }
  }
  /* A tool's form: what it asks changes nothing, and may take some seconds. */
  async function tried(form) {
    const button = form.querySelector("[type=submit]");
    const name = button.textContent;
    button.disabled = true;
    button.textContent = "Working it out…";
    trouble("");
    await ask(`${form.getAttribute("action")}?${new URLSearchParams(new FormData(form))}`);
    button.disabled = false;
    button.textContent = name;
  }
  function askLesson(item, number) {
    const { story, theme } = item.fields;
    const address = `/desk/lesson?${new URLSearchParams({ story, theme, change: String(number) })}`;
    trouble(`“${titleOf(story)}” was moved. Should the themes learn from that?`, [["Show what it would change", () => { trouble(""); ask(address); }]], "quiet");
  }
  $("ask").addEventListener("cancel", (event) => { if ($("ask").dataset.must) event.preventDefault(); });
  $("ask").addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    await act(event.target, event.target.getAttribute("action"), event.submitter || event.target.querySelector("[type=submit]"));
  });
  /* Do what a form says, and show what came of it. */
  async function act(form, address, button) {
    button.disabled = true;
    const [status, answer] = await Outbox.post(address, Object.fromEntries(new FormData(form)));
    button.disabled = false;
    $("ask").close();
    if (status === 200) {
      trouble("");
      if (answer.list) await apply(answer);
      saved(answer.said);
      say(answer.said);
    } else if (status === 401) signedOut();
    else trouble(status ? answer.error || "This was not done." : "The server does not answer. Look whether it was done, and try again in a minute.");
    if (status !== 200) refresh();
    else if (pane !== "list") load(pane);
  }

  /* ── the preview ───────────────────────────────────────────────────────────────────────────────────── */

  let scrolled = 0;
  function look() {
    const frame = $("preview");
    document.querySelector(".nothing").hidden = known.stories > 0;
    frame.hidden = !known.stories;
    if (!known.stories) return;
    const query = new URLSearchParams(all("[name=as]:checked").map((one) => ["as", one.value]));
    query.set("r", known.revision);
    try { scrolled = frame.contentDocument.scrollingElement.scrollTop; } catch { scrolled = 0; }
    frame.contentWindow.location.replace(`/desk/preview/${mode}?${query}`);
  }
  function preview(name) {
    mode = name;
    document.querySelector(".frame").dataset.mode = name;
    for (const button of all("[data-mode]", document.querySelector(".modes"))) button.setAttribute("aria-pressed", String(button.dataset.mode === name));
    look();
  }
  $("preview").addEventListener("load", () => {
    const inside = $("preview").contentDocument;
    if (!inside || !inside.scrollingElement) return;
    inside.scrollingElement.scrollTop = scrolled;
    inside.addEventListener("click", (event) => {
      const link = event.target.closest("a[href]");
      if (!link || link.getAttribute("href").startsWith("#")) return;
      event.preventDefault();
      const words = link.textContent.trim();
      const found = words && all(".head").find((one) => one.textContent.trim() === words);
      if (found) go(storyOf(found)); else window.open(link.href, "_blank", "noopener");
    });
  });

  /* ── the countdown: by the server's clock, for this one may be wrong ───────────────────────────────── */

  let offset = 0;
  function countdown() {
    const when = $("when");
    if (!when || !when.dataset.due) return;
    offset = Date.parse(when.dataset.now) - Date.now();
    tick();
  }
  function tick() {
    const when = $("when");
    const count = when && when.querySelector(".count");
    if (!count || !count.textContent.startsWith("due")) return;
    const left = Math.floor((Date.parse(when.dataset.due) - Date.now() - offset) / 60000);
    if (left < 0) return;
    const days = Math.floor(left / 1440), hours = Math.floor(left / 60) % 24;
    const wait = days > 1 ? `${days} days` : days ? `1 day ${hours} h` : hours > 5 ? `${hours} h` : `${hours} h ${left % 60} min`;
    count.textContent = count.textContent.replace(/, in .*$/, `, in ${wait}`);
  }
  setInterval(tick, 20000);

  /* ── adding ────────────────────────────────────────────────────────────────────────────────────────── */

  document.addEventListener("submit", async (event) => {
    if (event.target.id !== "add-form") return;
    event.preventDefault();
    const form = event.target;
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    button.textContent = "Reading the page…";
    const fields = { ...Object.fromEntries(new FormData(form)), seen: String(known.revision), key: form.dataset.key || (form.dataset.key = String(Math.random()).slice(2)) };
    const [status, answer] = await Outbox.post("/desk/add", fields);
    button.disabled = false;
    button.textContent = "Add it";
    if (status === 200) {
      form.reset();
      delete form.dataset.key;
      trouble("");
      await apply(answer);
      saved(answer.saved);
      say(answer.said);
    } else if (status === 401) signedOut();
    else trouble(status ? answer.error || "This was not added." : "The server does not answer. What you typed is still here; try again in a minute.");
  });

  document.addEventListener("DOMContentLoaded", () => {
    for (const field of all("[data-kind]")) grow(field);
    restore(document);
    Desk.sortable();
    look();
    countdown();
    loadChecks();
    Outbox.flush();
    setTimeout(poll, LOOKS_EVERY);
  });

  return { open, step, put, drop, change, say, show, side, preview, focus, storyOf, all, trouble, known: () => known, pane: () => pane };
})();
