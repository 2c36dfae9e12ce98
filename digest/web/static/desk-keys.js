"use strict";
/* The desk by keys alone, and by dragging. */
(() => {
  const MODES = ["desktop", "phone", "dark", "bare", "text", "feed"];
  const here = () => {
    const at = document.activeElement && document.activeElement.closest && document.activeElement.closest(".card");
    return at ? at.id.slice(2) : "";
  };
  const beside = (by) => {
    const cards = Desk.all("#list .card");
    const at = cards.findIndex((one) => one.id.slice(2) === here());
    const next = at < 0 ? cards[by > 0 ? 0 : cards.length - 1] : cards[at + by];
    if (next) Desk.focus(next.id.slice(2));
  };
  const onStory = (act) => {
    const story = here();
    if (story) act(story); else Desk.say("Choose a story first: j goes to the next.");
  };
  const PLAIN = {
    j: () => beside(1),
    k: () => beside(-1),
    x: () => onStory(Desk.drop),
    p: () => onStory((story) => Desk.change("pin", { story })),
    m: () => onStory(async (story) => {
      if (!document.getElementById(`f-theme-${story}`)) await Desk.open(story);
      const field = document.getElementById(`f-theme-${story}`);
      if (field) field.focus();
    }),
    u: () => Desk.change("undo"),
    r: () => Desk.change("redo"),
    "?": () => document.getElementById("keys").showModal(),
    "/": () => {
      Desk.side("left");
      Desk.show("out");
      const wait = setInterval(() => {
        const field = document.getElementById("find");
        if (field) { clearInterval(wait); field.focus(); }
      }, 30);
      setTimeout(() => clearInterval(wait), 3000);
    },
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea, select");
    if (event.key === "Escape" && here() && !document.querySelector("dialog[open]")) {
      const story = here();
      if (document.getElementById(`o-${story}`).childElementCount) Desk.open(story);
      Desk.focus(story);
      return;
    }
    const arrow = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const onGrip = event.target.matches(".grip");
    if (arrow && !typing && here() && (event.altKey || onGrip)) {
      event.preventDefault();
      const story = here();
      Desk.step(story, arrow);
      if (onGrip) event.target.focus(); else Desk.focus(story);
      return;
    }
    if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (MODES[event.key - 1]) { event.preventDefault(); Desk.preview(MODES[event.key - 1]); return; }
    if (PLAIN[event.key]) { event.preventDefault(); PLAIN[event.key](); }
  });

  /* Lists that can be dragged between; what is new on the page is made so too. */
  Desk.sortable = () => {
    if (!Desk.known().edits) return;
    for (const list of Desk.all("[data-list=theme], [data-list=lead]")) {
      if (Sortable.get(list)) continue;
      Sortable.create(list, {
        group: "stories",
        handle: ".grip",
        animation: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
        onStart: () => document.body.classList.add("dragging"),
        onEnd: (event) => {
          document.body.classList.remove("dragging");
          if (event.from !== event.to || event.oldIndex !== event.newIndex) Desk.put(event.item.id.slice(2), event.from.dataset.list === "theme" ? event.from.dataset.theme : undefined);
        },
      });
    }
  };
})();
