// Searches the archive in the reader's own browser: year by year, the newest first. Nothing that is typed leaves it.
"use strict";
(() => {
  const MOST = 60;
  const form = document.getElementById("find");
  const input = document.getElementById("q");
  const said = document.getElementById("said");
  const list = document.getElementById("found");
  const years = form.dataset.years.split(" ").filter(Boolean);
  const read = new Map();
  let turn = 0;

  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  const load = async (year) => {
    if (!read.has(year)) {
      const answer = await fetch(`${year}.json`);
      if (!answer.ok) throw new Error(`${year}.json: ${answer.status}`);
      const facts = await answer.json();
      const lines = [];
      for (const [number, date, stories] of facts.issues) {
        for (const [title, address, summary, place, at] of stories) {
          const names = at.map((one) => facts.sources[one]);
          lines.push({ number, date, title, address, names, place, text: plain([title, summary, ...names].join(" ")) });
        }
      }
      read.set(year, lines);
    }
    return read.get(year);
  };

  const element = (name, text) => {
    const made = document.createElement(name);
    made.textContent = text;
    return made;
  };

  const shown = (line) => {
    const item = document.createElement("li");
    const link = element("a", line.title);
    link.href = line.address || `../${line.number}/index.html#${line.place}`;
    const about = element("span", `${line.names.join(", ")} · ${line.date} · `);
    about.className = "muted";
    const issue = element("a", `No. ${line.number}`);
    issue.href = `../${line.number}/index.html#${line.place}`;
    about.append(issue);
    item.append(link, about);
    return item;
  };

  const search = async () => {
    const mine = ++turn;
    const words = plain(input.value).split(/\s+/).filter(Boolean);
    list.replaceChildren();
    if (!words.length) {
      said.textContent = "";
      return;
    }
    let found = 0;
    for (const year of years) {
      said.textContent = `Looking through ${year}…`;
      let lines;
      try {
        lines = await load(year);
      } catch {
        said.textContent = `The list of ${year} could not be read. Please try again.`;
        return;
      }
      if (mine !== turn) return;
      for (const line of lines) {
        if (words.every((word) => line.text.includes(word)) && ++found <= MOST) list.append(shown(line));
      }
      if (found >= MOST) break;
    }
    const stories = found === 1 ? "1 story" : `${found} stories`;
    said.textContent = found >= MOST ? `The newest ${MOST}. More words find fewer.` : found ? `${stories} found.` : "Nothing was found. Try fewer or other words.";
  };

  let waiting = 0;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 200);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    history.replaceState(null, "", `?q=${encodeURIComponent(input.value)}`);
    search();
  });
  document.getElementById("without").hidden = true;
  form.hidden = false;
  input.value = new URLSearchParams(location.search).get("q") || "";
  if (input.value) search();
})();
