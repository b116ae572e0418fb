// The page on the wall: takes frames from the server and shows each. Texts become text nodes, never markup.

const SVG = "http://www.w3.org/2000/svg";
const MOTION = matchMedia("(prefers-reduced-motion: reduce)");
const PHONE = matchMedia("(max-width: 700px)");
const LOST_AFTER = 2500; // milliseconds without a connection before the page says so
const SOON = 30; // seconds
const DAY = 86400;
const [SMALLEST, SMALLEST_ON_PHONE] = [0.45, 0.8];

const root = document.documentElement;
const stage = document.getElementById("stage");
const news = document.getElementById("news");
const link = document.getElementById("link");

let frame = null; // what is shown
let scene = null; // the element that shows it
let offset = 0; // by how many milliseconds the server's clock is ahead
let last = ""; // the name of the last frame
let source = null;
let lost = 0;
let retry = 0;

// Elements

function make(name, attributes = {}, ...children) {
  const drawn = ["svg", "path", "rect", "line", "g", "text", "title"].includes(name);
  const element = drawn ? document.createElementNS(SVG, name) : document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("--") || key === "flexGrow") element.style.setProperty(key === "flexGrow" ? "flex-grow" : key, value);
    else element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

const div = (kind, ...children) => make("div", { class: kind }, ...children);
const line = (kind, words) => (words ? make("p", { class: kind }, words) : "");

function clockTime(at, language) {
  return new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(at);
}

// The way to Discord: a code to scan from far or, where the page is on a phone, a link to tap.
function way({ qr: code, call, address, link, tap }) {
  if (!code) return "";
  const picture = make("svg", { viewBox: `0 0 ${code.size} ${code.size}`, role: "img", "aria-label": call, "shape-rendering": "crispEdges" });
  picture.append(make("path", { d: code.path, fill: "#0f1216" }));
  return div("qr", line("call", call), picture, line("address", address), make("a", { class: "tap", href: link, target: "_blank", rel: "noreferrer" }, tap));
}

function around(frame, ...middle) {
  const notes = div("notes", ...(frame.notes ?? []).flatMap((note) => [make("p", {}, note), " "]));
  const top = div("top", line("label", frame.label), line("place", frame.place));
  return make("section", { class: `scene ${frame.scene}` }, top, div("middle", ...middle), div("bottom", notes, div("ends", line("seal", frame.seal), line("join", frame.join))));
}

// Scenes

const SCENES = {
  welcome(frame) {
    const words = div("", make("h1", {}, frame.heading), line("sub", frame.sub));
    const code = way(frame);
    return around({ ...frame, join: "" }, code ? div("pair", words, code) : div("centre", words));
  },
  question(frame) {
    const words = div("", make("h1", {}, frame.heading), line("decides", frame.decides));
    return around(frame, div("pair", words, way(frame)));
  },
  vote(frame) {
    const clock = frame.ends
      ? div("", make("p", { class: "number clock", role: "timer", "aria-live": "off" }), line("under", frame.left))
      : div("", make("p", { class: "number words" }, frame.state));
    const voted = div("", make("p", { class: "number" }, frame.turnout), line("under", frame.voted), line("under quorum", frame.quorum));
    return around(frame, make("h2", {}, frame.heading), div("voting", div("numbers", clock, voted), growth(frame), way(frame)));
  },
  result: drawn,
  shift: drawn,
  floor(frame) {
    const clock = div("", make("p", { class: "number clock", role: "timer", "aria-live": "off" }), line("under", frame.left));
    const speaker = div("speaker", make("h1", {}, frame.speaker), line("side", frame.side));
    const people = frame.waiting.map((one) => make("li", {}, one.name, one.side ? make("span", {}, one.side) : ""));
    const queue = div("queue", line("head", frame.next), make("ol", {}, ...people), line("under", frame.more), line("under", frame.closed));
    return around(frame, make("h2", {}, frame.heading), div("speaking", div("", speaker, frame.speaks ? clock : ""), queue));
  },
  statements(frame) {
    if (frame.headline) return drawn(frame);
    const claim = frame.said ? div("claim", line("lead", frame.lead), make("p", { class: "words" }, frame.said)) : "";
    const counts = (frame.counts ?? []).map((one) => div("", make("p", { class: "number" }, one.number), line("under", one.words)));
    const told = counts.length ? div("counts", ...counts) : make("p", { class: "number words" }, frame.state);
    return around(frame, make("h2", {}, frame.heading), div("stating", claim, told, way(frame)));
  },
  programme(frame) {
    const steps = (frame.steps ?? []).map((step) => {
      const time = step.at ? clockTime(step.at, frame.lang) : { done: "✓", skipped: "–", now: "▶" }[step.state] ?? "";
      return make("li", { class: step.state, "aria-current": step.state === "now" ? "step" : null }, make("span", { class: "time" }, time), make("span", {}, step.name));
    });
    return around(frame, make("h2", {}, frame.heading), make("ol", { class: "steps" }, ...steps), line("under", frame.more));
  },
  response(frame) {
    const words = make("p", { class: "said" }, frame.text);
    words.style.setProperty("--said", `${Math.max(1.5, Math.min(4.4, 60 / Math.sqrt(frame.text.length + 60)))}em`);
    return around(frame, words);
  },
  pause(frame) {
    return around(frame, div("centre", make("h1", {}, frame.heading), line("sub", frame.sub)));
  },
  blank() {
    return make("section", { class: "scene" });
  },
};

// How turnout grew. While there is too little to draw, its place is kept, so that nothing moves when it comes.
function growth({ line: grown, lang }) {
  if (!grown) return "";
  const picture = make("svg", { class: "line", viewBox: "0 0 1000 100", preserveAspectRatio: "none" });
  const times = div("times", ...[grown.from, grown.to].map((at) => make("span", {}, at ? clockTime(at, lang) : "")));
  const made = div(`growth${grown.points.length ? "" : " empty"}`, line("caption", grown.caption), picture, times);
  made.setAttribute("aria-hidden", "true");
  return made;
}

// What has a picture: the question, what was asked of it, what came out, and the picture.
function drawn(frame) {
  const about = div("", frame.item ? line("about", frame.heading) : "", make("h2", {}, frame.item || frame.heading));
  about.append(make("p", { class: `headline${frame.clear ? " clear" : ""}` }, frame.headline ?? ""));
  const picture = frame.drawing ? DRAWINGS[frame.drawing.type]?.(frame.drawing) : null;
  const made = around(frame, div("drawn", about, picture ?? ""));
  made.querySelector(".middle").style.height = "100%";
  return made;
}

// Pictures

const DRAWINGS = {
  bars({ rows }) {
    const size = rows.length <= 4 ? "" : rows.length <= 6 ? " some" : rows.length <= 11 ? " many" : " crowd";
    const list = make("ol", { class: `picture bars${size}` });
    rows.forEach((row, place) => {
      const track = make("svg", { class: "track", viewBox: "0 0 100 10", preserveAspectRatio: "none", "aria-hidden": "true", "--n": place });
      track.append(make("rect", { class: "fill", width: 100 * row.share, height: 10 }));
      if (row.extra) track.append(make("rect", { class: "fill extra", x: 100 * row.share, width: 100 * row.extra, height: 10 }));
      const figure = make("span", { class: "figure" }, row.figure, row.votes ? make("span", { class: "votes" }, row.votes) : "");
      list.append(make("li", { class: row.leads ? "leads" : null }, make("span", { class: "name" }, row.label), track, figure));
    });
    return list;
  },
  scale({ steps, ends, median }) {
    const strip = make("div", { class: "strip", "aria-hidden": "true" });
    for (const step of steps.filter((one) => one.share)) {
      const part = make("i", { flexGrow: step.share }, step.share >= 0.06 ? make("span", {}, step.figure) : "");
      part.style.background = step.fill;
      part.style.color = step.ink;
      strip.append(part);
    }
    if (ends.length) strip.append(div("half"));
    const list = make("ol");
    for (const step of steps) {
      const swatch = make("i");
      swatch.style.background = step.fill;
      list.append(make("li", { class: step.median ? "median" : null }, swatch, make("span", {}, step.label), make("b", {}, step.figure)));
    }
    const sides = make("p", { class: "ends" }, ...ends.map((side) => make("span", {}, side)));
    sides.children[0]?.after(make("span", {}, median));
    return div("picture scale", strip, ends.length ? sides : "", list);
  },
  stances({ rows }) {
    const list = make("ol", { class: "picture stances" });
    rows.forEach((row, place) => {
      const track = make("div", { class: "track", "aria-hidden": "true", "--n": place });
      const words = make("p", { class: "votes" });
      for (const part of row.parts) {
        const piece = make("i", { flexGrow: part.share }), swatch = make("i");
        piece.style.background = swatch.style.background = part.fill;
        if (part.share) track.append(piece);
        words.append(make("span", {}, swatch, part.words), " ");
      }
      list.append(make("li", {}, make("p", { class: "name" }, row.label), track, words));
    });
    return list;
  },
  points({ rows }) {
    const list = rows.map((row) => make("li", {}, make("p", { class: "head" }, row.head), make("p", {}, row.text)));
    return make("ol", { class: "picture points" }, ...list);
  },
  slopes(drawing) {
    const said = drawing.lines.map((one) => `${one.label}: ${one.from} → ${one.to}`).join(". ");
    const picture = make("div", { class: `picture tall slopes${drawing.lines.length > 7 ? " many" : ""}`, role: "img", "aria-label": said });
    picture.append(make("svg"));
    for (const one of drawing.lines) {
      const kind = one.change ? "" : " still";
      picture.append(make("p", { class: `mark left${kind}` }, make(one.change ? "b" : "span", {}, one.from)));
      picture.append(make("p", { class: `mark right${kind}` }, make("b", {}, `${one.to} `), one.change ? make("b", {}, one.label) : one.label));
    }
    picture.append(make("p", { class: "mark left head" }, drawing.before), make("p", { class: "mark right head" }, drawing.after));
    picture.arrange = () => arrangeSlopes(picture, drawing);
    return picture;
  },
  flows(drawing) {
    const said = drawing.flows.map((one) => `${drawing.options[one.from].label} → ${drawing.options[one.to].label}: ${one.figure}`).join(". ");
    const picture = make("div", { class: `picture tall flows${drawing.options.length > 6 ? " many" : ""}`, role: "img", "aria-label": said });
    picture.append(make("svg"));
    for (const side of ["left", "right"]) for (const option of drawing.options) picture.append(make("p", { class: `mark ${side}` }, option.label));
    picture.append(make("p", { class: "mark left head" }, drawing.before), make("p", { class: "mark right head" }, drawing.after));
    picture.arrange = () => arrangeFlows(picture, drawing);
    return picture;
  },
};

function place(mark, left, width, top) {
  Object.assign(mark.style, { left: `${left}px`, width: `${width}px`, top: `${top}px` });
}

// Returns tops as near to the middles as they can be without covering one another or leaving the area.
function apart(middles, heights, top, bottom) {
  const order = middles.map((_, n) => n).sort((a, b) => middles[a] - middles[b] || a - b);
  const tops = [];
  let free = top;
  for (const n of order) free = (tops[n] = Math.max(free, middles[n] - heights[n] / 2)) + heights[n];
  let limit = bottom;
  for (const n of order.reverse()) limit = tops[n] = Math.min(tops[n], limit - heights[n]);
  return tops;
}

function arrangeSlopes(picture, { lines }) {
  const { clientWidth: width, clientHeight: height } = picture;
  const [lefts, rights] = ["left", "right"].map((side) => [...picture.querySelectorAll(`.mark.${side}`)]);
  const em = parseFloat(getComputedStyle(lefts[0]).fontSize);
  const from = em * 4, to = PHONE.matches ? width * 0.42 : width * 0.5, gap = em * 0.7;
  place(lefts.pop(), 0, from - gap, 0);
  place(rights.pop(), to + gap, width - to - gap, 0);
  const top = em * 2.2;
  for (const mark of rights) mark.style.width = `${width - to - gap}px`;
  const shares = lines.flatMap((one) => [one.before, one.after]).filter((share) => share !== null);
  const high = Math.max(...shares), low = Math.min(...shares), margin = em * 0.7;
  const y = (share) => (share === null || high === low ? (top + height) / 2 : top + margin + ((height - top - 2 * margin) * (high - share)) / (high - low));
  const svg = picture.querySelector("svg"), needed = top + rights.reduce((sum, mark) => sum + mark.offsetHeight, 0);
  if (PHONE.matches && needed > height) return taller(picture, needed);
  svg.replaceChildren();
  const before = apart(lines.map((one) => y(one.before)), lefts.map((mark) => mark.offsetHeight || em), top, height);
  const after = apart(lines.map((one) => y(one.after)), rights.map((mark) => mark.offsetHeight), top, height);
  lines.map((one, n) => ({ one, n })).sort((a, b) => Math.abs(a.one.change) - Math.abs(b.one.change)).forEach(({ one, n }) => {
    place(lefts[n], 0, from - gap, before[n]);
    place(rights[n], to + gap, width - to - gap, after[n]);
    if (one.before === null || one.after === null) return;
    const kind = one.change > 0 ? " up" : one.change < 0 ? " down" : "";
    svg.append(make("path", { class: `slope${kind}`, pathLength: 1, d: `M${from} ${y(one.before)}L${to} ${y(one.after)}` }));
  });
}

// On a phone a picture grows rather than its letters shrink.
function taller(picture, height) {
  picture.style.height = `${Math.ceil(height) + 2}px`;
  picture.arrange();
}

function arrangeFlows(picture, { options, flows, untold, untoldWords }) {
  const { clientWidth: width, clientHeight: height } = picture;
  const [lefts, rights] = ["left", "right"].map((side) => [...picture.querySelectorAll(`.mark.${side}`)]);
  const em = parseFloat(getComputedStyle(lefts[0]).fontSize), gap = em * 0.5, node = em * 0.6;
  const column = width * (PHONE.matches ? 0.28 : 0.27), from = column + gap, to = width - column - gap;
  place(lefts.pop(), 0, column, 0);
  place(rights.pop(), to + gap, column, 0);
  for (const mark of [...lefts, ...rights]) mark.style.width = `${column}px`;
  const people = (flow) => flow.people ?? 2;
  const sums = [lefts, rights].map((_, side) => options.map((_, n) => flows.filter((flow) => (side ? flow.to : flow.from) === n).reduce((sum, flow) => sum + people(flow), 0)));
  // An end without a band has no name there: it would only take room.
  [lefts, rights].forEach((marks, side) => marks.forEach((mark, n) => (mark.hidden = !sums[side][n])));
  const room = height - em * 2.2 - (untold ? em * 2 : 0);
  const slots = (scale, side) => options.map((_, n) => (sums[side][n] ? Math.max(sums[side][n] * scale, (side ? rights : lefts)[n].offsetHeight) : 0));
  const total = (scale, side) => slots(scale, side).reduce((sum, slot) => sum + (slot && slot + gap), 0);
  const needed = Math.max(total(0, 0), total(0, 1)) + height - room;
  if (PHONE.matches && needed > height) return taller(picture, needed + height);
  const whole = room / Math.max(1, sums[0].reduce((a, b) => a + b, 0));
  let scale = whole;
  while (scale > 0.01 && Math.max(total(scale, 0), total(scale, 1)) > room) scale *= 0.96;
  picture.isTight = scale < whole * 0.45;
  const svg = picture.querySelector("svg"), bands = make("g", { class: "bands" }), starts = new Map(), ends = new Map();
  svg.replaceChildren(bands);
  [lefts, rights].forEach((marks, side) => {
    let y = em * 2.2;
    slots(scale, side).forEach((slot, n) => {
      if (!slot) return;
      const size = Math.max(sums[side][n] * scale, 2);
      let top = y + (slot - size) / 2;
      svg.append(make("rect", { x: side ? to - node : from, y: top, width: node, height: size, fill: options[n].fill }));
      place(marks[n], side ? to + gap : 0, column, y + (slot - marks[n].offsetHeight) / 2);
      const touching = flows.filter((flow) => (side ? flow.to : flow.from) === n).sort((a, b) => (side ? a.from - b.from : a.to - b.to));
      for (const flow of touching) {
        (side ? ends : starts).set(flow, top);
        top += people(flow) * scale;
      }
      y += slot + gap;
    });
  });
  for (const flow of [...flows].sort((a, b) => people(b) - people(a))) {
    const thick = people(flow) * scale, a = starts.get(flow), b = ends.get(flow), x = from + node, end = to - node, half = (x + end) / 2;
    const d = `M${x} ${a}C${half} ${a} ${half} ${b} ${end} ${b}V${b + thick}C${half} ${b + thick} ${half} ${a + thick} ${x} ${a + thick}Z`;
    bands.append(make("path", { class: "band", d, fill: options[flow.from].fill }));
    if (thick > em * 0.85 && flow.people !== null) bands.append(make("text", { x: x + gap, y: a + thick / 2 + em * 0.33, "font-size": em * 0.85 }, flow.figure));
  }
  if (!untold) return;
  const y = height - em * 1.6;
  svg.append(make("rect", { class: "untold", x: from, y, width: to - from, height: em * 1.5, rx: 4 }));
  svg.append(make("text", { x: (from + to) / 2, y: y + em * 1.05, "text-anchor": "middle", "font-size": em * 0.85 }, untoldWords));
}

// Clocks and the growing line

function tick() {
  const clock = scene?.querySelector(".clock");
  const now = Date.now() + offset;
  if (clock) {
    const left = frame.paused ?? Math.max(0, Math.ceil((frame.ends - now) / 1000));
    clock.textContent = left > DAY ? new Intl.DateTimeFormat(frame.lang, { weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(frame.ends) : clockwords(left);
    clock.classList.toggle("soon", left <= SOON && frame.paused === undefined);
    clock.nextSibling.textContent = left ? frame.left : frame.overdue;
  }
  const grown = scene?.querySelector("svg.line");
  if (grown) drawLine(grown, frame.line, now);
}

function clockwords(left) {
  const two = (number) => String(number).padStart(2, "0");
  const [hours, minutes, seconds] = [Math.floor(left / 3600), Math.floor(left / 60) % 60, left % 60];
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}

function drawLine(svg, { from, to, points, turnout, quorum }, now) {
  const present = Math.min(now, to ?? now), end = Math.max(to ?? now, from + 1000);
  const most = Math.max(turnout, quorum ?? 0, 1) * 1.08;
  const x = (at) => (1000 * (Math.min(Math.max(at, from), end) - from)) / (end - from), y = (voted) => 100 - (100 * voted) / most;
  svg.replaceChildren(make("line", { class: "base", x1: 0, x2: 1000, y1: 100, y2: 100 }));
  if (quorum) svg.append(make("line", { class: "quorum", x1: 0, x2: 1000, y1: y(quorum), y2: y(quorum) }));
  if (!points.length) return;
  let d = `M${x(points[0][0])} ${y(points[0][1])}`;
  for (const [at, voted] of points.slice(1)) d += `H${x(at)}V${y(voted)}`;
  d += `H${x(present)}`;
  svg.append(make("path", { class: "area", d: `${d}V100H${x(points[0][0])}Z` }), make("path", { class: "stroke", d }));
}

// Showing

function show(next) {
  const isFirst = frame === null, isSame = frame?.key === next.key, before = frame?.said;
  frame = next;
  root.lang = next.lang;
  root.style.setProperty("--accent", next.accent);
  if (document.title !== next.debate) document.title = next.debate;
  const made = (SCENES[next.scene] ?? SCENES.blank)(next);
  const moves = !isFirst && !isSame && !MOTION.matches;
  if (moves) made.classList.add("enter");
  if (moves && next.new) made.classList.add("grow");
  if (isSame && scene?.classList.contains("grow")) made.classList.add("grown");
  if (isSame && next.said !== before && !MOTION.matches) made.querySelector(".claim")?.classList.add("turned");
  for (const old of stage.querySelectorAll(".leave")) old.remove();
  if (moves && scene) {
    const old = scene;
    old.classList.remove("enter");
    old.classList.add("leave");
    old.addEventListener("animationend", () => old.remove(), { once: true });
    stage.append(made);
  } else {
    stage.replaceChildren(made);
  }
  scene = made;
  stage.dataset.key = next.key;
  if (!isSame) news.textContent = next.announce ?? "";
  tick();
  fit();
}

// Makes everything smaller until it fits. On a phone that stays legible: what would have to be too small is scrolled.
function fit() {
  if (!scene) return;
  const picture = scene.querySelector(".tall"), least = PHONE.matches ? SMALLEST_ON_PHONE : SMALLEST;
  let size = 1;
  const resize = (to) => scene.style.setProperty("--k", (size = to));
  resize(1);
  while (size > least && overflows(picture)) resize(size * 0.95);
  if (PHONE.matches && overflows(picture)) resize(1);
  picture?.arrange();
}

function overflows(picture) {
  if (picture) picture.style.height = ""; // that it may have grown to
  picture?.arrange();
  if (PHONE.matches) return scene.offsetHeight > innerHeight + 1;
  const middle = scene.querySelector(".middle");
  const is = (element) => element && (element.scrollHeight > element.clientHeight + 2 || element.scrollWidth > element.clientWidth + 2);
  if (is(scene) || is(middle) || is(scene.querySelector(".drawn"))) return true;
  if (middle && (middle.offsetTop < bottomOf(".top") || bottomOf(".middle") > scene.querySelector(".bottom").offsetTop + 2)) return true;
  return picture ? crowded(picture) : false;
}

function bottomOf(kind) {
  const element = scene.querySelector(kind);
  return element.offsetTop + element.offsetHeight - 2;
}

function crowded(picture) {
  return picture.isTight || [...picture.querySelectorAll(".mark")].some((mark) => mark.offsetTop < -2 || mark.offsetTop + mark.offsetHeight > picture.clientHeight + 2);
}

// The connection

const address = location.pathname.replace(/\/$/, "");

function connect() {
  source = new EventSource(`${address}/events?after=${encodeURIComponent(last)}`);
  source.addEventListener("hello", (event) => {
    connected();
    if (JSON.parse(event.data).version !== root.dataset.version) location.reload();
  });
  source.addEventListener("frame", (event) => {
    const sent = JSON.parse(event.data);
    last = event.lastEventId;
    offset = sent.now - Date.now();
    show(sent.frame);
  });
  source.addEventListener("over", over);
  source.onerror = () => {
    lost ||= setTimeout(() => {
      link.textContent = root.dataset.reconnecting;
      link.hidden = false;
    }, LOST_AFTER);
    if (source.readyState === EventSource.CLOSED) again();
  };
}

function connected() {
  clearTimeout(lost);
  lost = 0;
  retry = 0;
  link.hidden = true;
}

// A proxy whose bot is away answers with an error, after which a browser gives up; this page does not.
async function again() {
  source.close();
  await new Promise((done) => setTimeout(done, Math.min(1000 * 1.5 ** retry++, 5000) * (0.8 + 0.4 * Math.random())));
  try {
    if ((await fetch(address, { cache: "no-store" })).status === 404) return over();
  } catch {
    // still away
  }
  connect();
}

function over() {
  source.close();
  connected();
  stage.replaceChildren(make("p", { class: "alone" }, root.dataset.over));
  scene = null;
  news.textContent = root.dataset.over;
}

async function stayAwake() {
  if (document.visibilityState === "visible") await navigator.wakeLock?.request("screen").catch(() => {});
}

addEventListener("resize", fit);
document.fonts?.ready.then(fit);
document.addEventListener("visibilitychange", stayAwake);
setInterval(tick, 250);
stayAwake();
connect();
