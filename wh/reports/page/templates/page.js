"use strict";
// Finds, lists and unfolds claims. What the page is made of is in its scripts of plain text, unpacked when looked at.
(() => {
  const ROWS = 100, PRINTED = 2000, MATRIX_ROWS = 50, MATRIX_VOICES = 20, FEW = 6, PART = Number(document.documentElement.dataset.part);
  const FIELDS = ["id", "question", "about", "answer", "allowed", "verdict", "state", "since", "articles", "outlets", "owners", "origins", "stances", "topics", "sayings"];
  const VERDICTS = {
    identical: "= all the same", compatible: "≈ differ, can all be true", disputed: "≠ cannot all be true",
    single: "one article alone", not_comparable: "not comparable", retracted: "↶ taken back",
  };
  const STATES = { open: "○ to be decided", expired: "⌛ ruling ran out", stale: "◌ ruling fits no more", ruled: "✓ ruled" };
  const STANCES = { a: ["●", "says it"], d: ["✕", "denies it"], m: ["◐", "tells both sides"], c: ["◇", "not confirmed"], u: ["?", "does not know"], r: ["↶", "takes it back"] };
  const FILTERS = ["verdict", "state", "voice", "since"];
  const $ = (id) => document.getElementById(id);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const unpacked = new Map();
  let claims = [], voices = [], found = [], pages = { claims: 0, matrix: 0 }, waiting = 0, vocabulary = null;

  const unpack = (name) => {
    if (!unpacked.has(name)) unpacked.set(name, read(name));
    return unpacked.get(name);
  };
  const parsed = new Promise((done) => { addEventListener("DOMContentLoaded", done); });
  const read = async (name) => {
    if (!$(`part-${name}`)) await parsed;
    const letters = Uint8Array.from(atob($(`part-${name}`).textContent), (letter) => letter.charCodeAt(0));
    const stream = new Blob([letters]).stream().pipeThrough(new DecompressionStream("gzip"));
    return JSON.parse(await new Response(stream).text());
  };
  const make = (tag, name, text) => {
    const made = document.createElement(tag);
    if (name) made.className = name;
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const LETTERS = { ł: "l", ø: "o", đ: "d", ı: "i", ß: "ss", æ: "ae", œ: "oe", "’": "'", "‘": "'", "ʼ": "'" };
  const fold = (text) => (/^[\x00-\x7f]*$/.test(text) ? text.toLowerCase()
    : text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/[łøđıßæœ’‘ʼ]/g, (letter) => LETTERS[letter]));
  const number = (count) => count.toLocaleString("en");

  // light and dark
  const kept = (theme) => {
    try {
      if (theme) localStorage.setItem("claimhouse-theme", theme);
      return localStorage.getItem("claimhouse-theme");
    } catch { return null; }
  };
  const isDark = () => (document.documentElement.dataset.theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const showTheme = (theme) => {
    if (theme) document.documentElement.dataset.theme = theme;
    $("theme").textContent = isDark() ? "Light" : "Dark";
  };
  const switchTheme = () => showTheme(kept(isDark() ? "light" : "dark") || (isDark() ? "light" : "dark"));

  // the list of claims
  const wanted = () => ({ find: $("find").value.trim(), ...Object.fromEntries(FILTERS.map((name) => [name, $(name).value])) });
  const matches = (claim, wants, words) =>
    (!wants.verdict || claim.verdict === wants.verdict) && (!wants.state || claim.state === wants.state) &&
    (!wants.since || claim.since === wants.since) && (!wants.voice || claim.by.has(Number(wants.voice))) &&
    words.every((word) => claim.text.includes(word));
  const search = (tell = true) => {
    const wants = wanted(), words = fold(wants.find).split(/\s+/).filter(Boolean);
    found = claims.filter((claim) => matches(claim, wants, words));
    pages = { claims: 0, matrix: 0 };
    if (tell) remember(wants);
    show();
  };
  const addWords = async () => {
    const words = await unpack("words");
    claims.forEach((claim, at) => { claim.text += ` ${fold(words[at])}`; });
    vocabulary = null;
    if ($("find").value) search(false);
    document.documentElement.dataset.searchable = "";
  };
  const remember = (wants) => {
    const parts = Object.entries(wants).filter(([, value]) => value).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    address(parts.join("&") || "claims");
  };
  const address = (fragment) => {
    try { history.replaceState(null, "", `#${fragment}`); } catch { /* a page that may not change its address */ }
  };
  const show = () => {
    const find = $("find").value.trim();
    const none = !found.length && claims.length > 0;
    $("found").textContent = none
      ? `0 of ${number(claims.length)} claims: none ${find ? `has “${find}”` : "is so"}${find && FILTERS.some((name) => $(name).value) ? " and is as chosen" : ""}. `
      : `${number(found.length)} of ${number(claims.length)} claims`;
    if (none) $("found").append(...offers(find));
    for (const one of ["claim-table", "matrix"]) $(one).hidden = none;
    $("matrix-none").hidden = !none;
    showClaims();
    clearTimeout(waiting);
    waiting = setTimeout(showMatrix, 60);
  };
  // what to try where nothing is found: words of this build that are spelled nearly so
  const offers = (find) => {
    const words = fold(find).split(/\s+/).filter(Boolean), strange = words.filter((word) => !claims.some((claim) => claim.text.includes(word)));
    const near = [...new Set(strange.flatMap(nearest))].slice(0, 3);
    if (!near.length) return [words.length > 1 ? "Try fewer words, or Clear." : "Try a part of the word, another word for it, or Clear."];
    return ["Did you mean ", ...near.flatMap((word, at) => {
      const link = make("a", "", word);
      link.href = `#find=${encodeURIComponent(words.map((one) => (strange.includes(one) && nearest(one).includes(word) ? word : one)).join(" "))}`;
      return at ? [" or ", link] : [link];
    }), "?"];
  };
  const nearest = (word) => {
    vocabulary ??= [...new Set(claims.flatMap((claim) => claim.text.match(/[\p{L}\p{N}]{4,}/gu) || []))];
    const most = word.length > 7 ? 2 : word.length > 3 ? 1 : 0;
    return vocabulary.filter((one) => Math.abs(one.length - word.length) <= most && edits(word, one, most) <= most)
      .sort((a, b) => edits(word, a, most) - edits(word, b, most)).slice(0, 3);
  };
  const edits = (one, other, most) => {
    let before = [...other, 0].map((_, at) => at);
    for (let row = 1; row <= one.length; row += 1) {
      const now = [row];
      for (let at = 1; at <= other.length; at += 1)
        now[at] = Math.min(now[at - 1] + 1, before[at] + 1, before[at - 1] + (one[row - 1] === other[at - 1] ? 0 : 1));
      if (Math.min(...now) > most) return most + 1;
      before = now;
    }
    return before[other.length];
  };
  const showClaims = () => {
    const start = pages.claims * ROWS, body = $("claim-table").tBodies[0];
    body.replaceChildren(...found.slice(start, start + ROWS).map(row));
    showPager("claims", ROWS);
  };
  const row = (claim) => {
    const tr = make("tr"), th = make("th"), button = make("button", "", claim.question), said = make("td");
    th.scope = "row";
    button.type = "button";
    button.setAttribute("aria-expanded", "false");
    button.dataset.stop = "";
    button.dataset.at = claim.at;
    th.append(button, make("span", "about", claim.about));
    if (claim.answer) said.append(make("span", "answer", claim.answer));
    const standing = make("span", "standing"), verdict = make("span", claim.verdict === "disputed" ? "apart" : "", VERDICTS[claim.verdict]);
    standing.append(verdict);
    if (claim.state) standing.append(" · ", make("span", `state ${claim.state}`, STATES[claim.state]));
    if (claim.allowed) standing.append(` · must be ${claim.allowed}`);
    if (claim.since) standing.append(" · ", make("b", "", claim.since === "new" ? "new" : "changed"));
    said.append(standing);
    tr.append(th, said);
    for (const [count, one, many] of [[claim.articles, "article", "articles"], [claim.outlets, "outlet known", "outlets known"], [claim.owners, "owner known", "owners known"], [claim.origins, "origin", "origins"]]) {
      const td = make("td", "number", typeof count === "number" ? number(count) : count);
      td.dataset.label = String(count) === "1" ? one : many;
      tr.append(td);
    }
    return tr;
  };
  // paper turns no pages
  const print = () => {
    for (const details of document.querySelectorAll("#clashes details, #rules details.folded")) details.open = true;
    if (!claims.length) return;
    const shown = [...$("claim-table").tBodies[0].rows].filter((tr) => tr.className !== "detail").length;
    if (found.length > shown) $("claim-table").tBodies[0].replaceChildren(...found.slice(0, PRINTED).map(row));
    const left = found.length - PRINTED;
    $("unprinted").textContent = left > 0 ? `The first ${number(PRINTED)} are on paper; ${number(left)} more are left out.` : "";
    if (found.length > MATRIX_ROWS) $("matrix-unprinted").textContent = `${number(MATRIX_ROWS)} of ${number(found.length)} claims are on paper; the list of claims has all.`;
  };
  const endPrint = () => {
    for (const one of ["unprinted", "matrix-unprinted"]) $(one).textContent = "";
    if (found.length > ROWS) showClaims();
  };
  const showPager = (name, size) => {
    const pager = document.querySelector(`[data-pager="${name}"]`), last = Math.ceil(found.length / size) - 1, page = pages[name];
    pager.replaceChildren();
    if (last < 1) return;
    const from = page * size + 1, to = Math.min(found.length, from + size - 1);
    for (const [label, step, stops] of [["← Previous", -1, page === 0], ["Next →", 1, page === last]]) {
      const button = make("button", "", label);
      button.type = "button";
      button.disabled = stops;
      button.addEventListener("click", () => turn(name, step));
      pager.append(button);
    }
    pager.firstChild.after(make("span", "", `${number(from)} to ${number(to)} of ${number(found.length)}`));
  };
  const turn = (name, step) => {
    const size = name === "claims" ? ROWS : MATRIX_ROWS, last = Math.ceil(found.length / size) - 1;
    const page = Math.min(Math.max(pages[name] + step, 0), Math.max(last, 0));
    if (page === pages[name]) return;
    pages[name] = page;
    (name === "claims" ? showClaims : showMatrix)();
    $(name === "claims" ? "claims" : "voices").scrollIntoView();
  };
  const unfold = async (button) => {
    const tr = button.closest("tr");
    if (button.getAttribute("aria-expanded") === "true") return close(button);
    button.setAttribute("aria-expanded", "true");
    address(`claim=${encodeURIComponent(claims[button.dataset.at].id)}`);
    const at = Number(button.dataset.at), fragments = await unpack(`claims-${Math.floor(at / PART)}`);
    if (tr.nextElementSibling?.className === "detail" || button.getAttribute("aria-expanded") !== "true") return;
    const detail = make("tr", "detail"), cell = make("td");
    cell.colSpan = 6;
    cell.innerHTML = fragments[at % PART];
    detail.append(cell);
    tr.after(detail);
  };
  const close = (button) => {
    button.setAttribute("aria-expanded", "false");
    const detail = button.closest("tr").nextElementSibling;
    if (detail?.className === "detail") detail.remove();
  };

  // claims by those who publish
  const showMatrix = () => {
    const start = pages.matrix * MATRIX_ROWS, shown = found.slice(start, start + MATRIX_ROWS), speaking = new Map();
    for (const claim of shown) for (const voice of claim.by.keys()) speaking.set(voice, (speaking.get(voice) || 0) + 1);
    const columns = [...speaking.keys()].sort((a, b) => speaking.get(b) - speaking.get(a) || a - b).slice(0, MATRIX_VOICES);
    const head = make("tr"), corner = make("th", "", "Claim");
    corner.scope = "col";
    head.append(corner);
    for (const voice of columns) {
      const th = make("th");
      th.scope = "col";
      th.append(make("div", "voice", voices[voice]));
      head.append(th);
    }
    $("matrix").tHead.replaceChildren(head);
    $("matrix").tBodies[0].replaceChildren(...shown.map((claim) => matrixRow(claim, columns)));
    showPager("matrix", MATRIX_ROWS);
    $("matrix").classList.toggle("few", columns.length <= FEW && matchMedia("(min-width: 60rem)").matches);
    const left = speaking.size - columns.length;
    $("voices-left").textContent = left > 0 ? `${number(left)} more who publish some of these claims are left out; choose one under “Told by”.` : "";
  };
  const matrixRow = (claim, columns) => {
    const tr = make("tr"), th = make("th"), link = make("a", "", claim.question);
    th.scope = "row";
    link.href = `#claim=${encodeURIComponent(claim.id)}`;
    th.append(link, " ", make("span", "quiet", claim.about.split(" · ").slice(0, claim.topics).join(", ")));
    tr.append(th);
    for (const voice of columns) {
      const [sign, words] = STANCES[claim.by.get(voice)] || ["·", "silent"], td = make("td", sign === "·" ? "silent" : "dm".includes(claim.by.get(voice)) ? "against" : "");
      const mark = make("span", "", sign);
      mark.setAttribute("aria-hidden", "true");
      td.append(mark, make("span", "unseen", words));
      const what = claim.sayings[voice] || (claim.by.get(voice) === "a" ? claim.answer : "");
      td.title = `${voices[voice]} ${words}${what ? `: ${what}` : ""}`;
      if (what) td.append(make("span", "what", what.length > 40 ? `${what.slice(0, 39)}…` : what));
      tr.append(td);
    }
    return tr;
  };

  // more of a list
  const more = async (button) => {
    const { more: name, next, size, total } = button.dataset, fragments = await unpack(`${name}-${next}`);
    if (button.dataset.next !== next) return;
    $(`list-${name}`).insertAdjacentHTML("beforeend", fragments.join(""));
    const left = Number(total) - (Number(next) + 1) * Number(size);
    button.dataset.next = Number(next) + 1;
    button.textContent = `Show ${Math.min(Number(size), left)} more of ${left}`;
    if (left <= 0) button.parentElement.remove();
  };

  // where a link leads
  const follow = async () => {
    const hash = location.hash.slice(1), [name] = hash.split("=", 1);
    $("lost").textContent = "";
    const isPair = hash.includes("=");
    if (isPair && name === "claim") return openClaim(decode(hash.slice(6)));
    if (isPair && (name === "clash" || name === "person" || name === "table" || name === "rule")) return aim(name, hash);
    if (isPair && claims.length && (name === "find" || FILTERS.includes(name))) return setFilters(hash);
    if (!hash) return undefined;
    const target = $(decode(hash));
    if (!target) return lose("place", decode(hash), " A link to a claim reads #claim= and its id.");
    if (target.matches("section")) target.scrollIntoView();
  };
  const decode = (text) => { try { return decodeURIComponent(text); } catch { return text; } };
  const setFilters = (hash) => {
    const wants = new URLSearchParams(hash);
    $("find").value = wants.get("find") || "";
    for (const filter of FILTERS) $(filter).value = wants.get(filter) || "";
    search(false);
    $("claims").scrollIntoView();
  };
  const openClaim = async (id) => {
    const claim = claims.find((one) => one.id === id);
    if (!claim) return lose("claim", id);
    if (!found.includes(claim)) {
      for (const name of ["find", ...FILTERS]) $(name).value = "";
      found = claims;
    }
    pages.claims = Math.floor(found.indexOf(claim) / ROWS);
    show();
    const button = document.querySelector(`#claim-table [data-at="${claim.at}"]`);
    await unfold(button);
    point(button.closest("tr"));
    button.focus({ preventScroll: true });
  };
  const aim = async (name, hash) => {
    const id = `${name}=${decode(hash.slice(name.length + 1))}`, list = { clash: "clashes", person: "people" }[name];
    let button;
    while (!$(id) && (button = list && document.querySelector(`[data-more="${list}"]`))) await more(button);
    const target = $(id);
    if (!target) return lose(name === "clash" ? "disagreement" : name, decode(hash.slice(name.length + 1)));
    for (let around = target.closest("details"); around; around = around.parentElement.closest("details")) around.open = true;
    point(target);
  };
  const lose = (what, id, way = "") => {
    $("lost").textContent = `The link leads nowhere: this ${what === "place" ? "page" : "build"} has no ${what} “${id}”.${way}`;
    $("lost").scrollIntoView();
  };
  const point = (target) => {
    target.scrollIntoView({ block: "start", behavior: "instant" });
    target.classList.remove("aimed");
    if (!calm) requestAnimationFrame(() => target.classList.add("aimed"));
  };

  // which section is read
  const watch = () => {
    const links = new Map([...document.querySelectorAll(".bar nav a")].map((link) => [link.hash.slice(1), link]));
    const seen = new Set(), nav = document.querySelector(".bar nav");
    const watching = new IntersectionObserver((entries) => {
      for (const { target, isIntersecting } of entries) seen[isIntersecting ? "add" : "delete"](target.id);
      for (const link of links.values()) link.toggleAttribute("aria-current", false);
      const link = links.get([...links.keys()].find((id) => seen.has(id)));
      link?.setAttribute("aria-current", "true");
      if (link && nav.scrollWidth > nav.clientWidth) nav.scrollTo({ left: link.offsetLeft - nav.offsetLeft - 16 });
    }, { rootMargin: "-20% 0px -75% 0px" });
    for (const id of links.keys()) if ($(id)) watching.observe($(id));
  };

  // keys
  const step = (by) => {
    const stops = [...document.querySelectorAll("[data-stop]")], at = stops.indexOf(document.activeElement);
    const next = at >= 0 ? at + by : stops.findIndex((stop) => stop.getBoundingClientRect().top > 60);
    const stop = stops[Math.min(Math.max(next, 0), stops.length - 1)];
    stop?.focus();
    stop?.scrollIntoView({ block: "center" });
  };
  const leave = () => {
    const active = document.activeElement;
    if (active === $("find")) { // what is typed goes first, and then the field is left for what it found
      if (active.value) { active.value = ""; search(); } else $("claim-table").querySelector("[data-stop]")?.focus();
      return;
    }
    const detail = active.closest(".detail"), button = detail ? detail.previousElementSibling.querySelector("button") : active;
    if (button.getAttribute?.("aria-expanded") === "true") { close(button); button.focus(); }
  };
  const keys = {
    "/": () => { $("find")?.scrollIntoView({ block: "center" }); $("find")?.focus(); },
    j: () => step(1), k: () => step(-1), t: switchTheme, Escape: leave,
    n: () => turn("claims", 1), p: () => turn("claims", -1), "?": () => $("help").showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || $("help").open) return;
    const writes = event.target.matches("input, select, textarea");
    if (!Object.hasOwn(keys, event.key) || (writes && event.key !== "Escape")) return;
    event.preventDefault();
    keys[event.key]();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.at) unfold(button);
    else if (button.dataset.more) more(button);
    else if (button.dataset.copy) navigator.clipboard?.writeText(button.dataset.copy).then(() => { button.textContent = "Copied"; }, () => {});
  });
  addEventListener("beforeprint", print);
  addEventListener("afterprint", () => { if (claims.length) endPrint(); });
  addEventListener("hashchange", follow);

  const start = async () => {
    showTheme(kept());
    watch();
    $("theme").addEventListener("click", switchTheme);
    $("keys").addEventListener("click", () => $("help").showModal());
    $("close").addEventListener("click", () => $("help").close());
    if ($("part-claims")) {
      const index = await unpack("claims");
      voices = index.voices;
      claims = index.claims.map((line, at) => {
        const claim = Object.fromEntries(FIELDS.map((field, place) => [field, line[place]]));
        const by = new Map(claim.stances.split(" ").filter(Boolean).map((one) => [parseInt(one, 10), one.at(-1)]));
        return { ...claim, at, by, text: fold(`${claim.question} ${claim.answer} ${claim.about}`) };
      });
      $("voice").append(...voices.map((name, at) => new Option(name, at)));
      $("find").addEventListener("input", () => search());
      $("finder").addEventListener("change", (event) => { if (event.target !== $("find")) search(); });
      $("finder").addEventListener("submit", (event) => event.preventDefault());
      $("finder").addEventListener("reset", () => setTimeout(search));
      found = claims;
      show();
    }
    if (location.hash && claims.length) { // what a link leads to stands below the matrix, which is drawn later otherwise
      clearTimeout(waiting);
      showMatrix();
    }
    await follow();
    document.documentElement.dataset.ready = "";
    if (claims.length) await addWords();
  };
  start().catch((error) => {
    if ($("found")) $("found").textContent = "This browser cannot unpack the list of claims; a newer one can.";
    throw error;
  });
})();
