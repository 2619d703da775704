"use strict";

const graph = JSON.parse(document.getElementById("data").textContent);
const kinds = ["input", "constant", "given", "product", "elementwise", "reduction", "movement", "loop", "output"];
// More boxes than this are shown folded at first.
const readable = 160;
const byId = id => document.getElementById(id);
const [picture, world, tip] = ["picture", "world", "tip"].map(byId);
const view = { x: 0, y: 0, scale: 1 };
let folded = new Set(), places, elements, arrows;

const pen = document.createElement("canvas").getContext("2d");
pen.font = "13px Inter, 'Segoe UI', 'Liberation Sans', Arial, sans-serif";
const cut = text => (text.length > 34 ? text.slice(0, 33) + "…" : text);

function make(parent, name, attributes, text) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const key in attributes) element.setAttribute(key, attributes[key]);
  if (text !== undefined) element.textContent = text;
  parent.append(element);
  return element;
}

// What is written on an item: its title, the line beneath it, and its kind.
function face(item) {
  const i = +item.slice(1);
  if (item[0] === "f") {
    const frame = graph.frames[i];
    const title = frame.times > 1 ? `${frame.label} × ${frame.times}` : frame.label;
    return { title: (folded.has(i) ? "▸ " : "▾ ") + title, below: `${inside(i)} boxes`, kind: "loop", uses: 0 };
  }
  const box = graph.boxes[i], [value] = box.values;
  if (box.kind === "output") return { title: box.label, below: "", kind: box.kind, uses: 0 };
  const isOperation = !["input", "constant", "given"].includes(box.kind);
  return {
    title: isOperation ? box.label : value.name,
    below: isOperation && value ? `${value.name}: ${value.type}` : value ? value.type : "",
    kind: box.kind,
    uses: box.uses,
  };
}

function within(frame, outer) {
  for (; frame >= 0; frame = graph.frames[frame].outer) if (frame === outer) return true;
  return false;
}

const inside = frame => graph.boxes.filter(box => within(box.frame, frame)).length;

function size(item) {
  const { title, below, uses } = face(item);
  const wide = Math.max(pen.measureText(cut(title)).width + (uses > 1 ? 34 : 0), pen.measureText(cut(below)).width * 0.87);
  return { w: Math.ceil(wide) + 26, h: below ? 42 : 28 };
}

function draw() {
  const laid = layout(graph, folded, size);
  places = laid.places;
  for (const id of ["frames", "boxes", "arrows"]) byId(id).replaceChildren();
  elements = new Map();
  for (const item of places.keys()) {
    const i = +item.slice(1);
    if (item[0] === "f" && !folded.has(i)) {
      if (i > 0) drawFrame(item);
    } else drawBox(item);
  }
  const seen = new Map();
  for (const [from, to, label, isNext] of graph.arrows) {
    const [start, end] = [laid.shown(from), laid.shown(to)];
    const key = `${start} ${end} ${isNext}`;
    if (start === end || seen.has(key)) continue;
    const element = make(byId("arrows"), "path", { class: isNext ? "arrow next" : "arrow" });
    make(element, "title", {}, label);
    seen.set(key, { start, end, isNext, element });
  }
  arrows = [...seen.values()];
  // Where very many arrows leave one box, they are drawn faintly, or they would cover all else.
  const leaving = Map.groupBy(arrows, arrow => arrow.start);
  for (const each of leaving.values()) if (each.length > 12) for (const { element } of each) element.classList.add("one-of-many");
  arrows.forEach(route);
  find();
}

function drawFrame(item) {
  const group = make(byId("frames"), "g", { class: "frame", "data-item": item });
  make(group, "rect", { rx: 10 });
  make(group, "text", { x: 12, y: 18, tabindex: 0, role: "button" }, face(item).title);
  elements.set(item, group);
  move(item);
}

function drawBox(item) {
  const { title, below, kind, uses } = face(item), { w, h } = places.get(item);
  const isFolded = item[0] === "f";
  const group = make(byId("boxes"), "g", {
    class: isFolded ? "box folded" : "box",
    "data-item": item,
    style: `--colour: var(--${kind})`,
    tabindex: 0,
    "aria-label": [title, below].join(" "),
  });
  make(group, "rect", { width: w, height: h, rx: 7 });
  make(group, "rect", { class: "stripe", width: 5, height: h, rx: 2 });
  make(group, "text", { x: 14, y: 18 }, cut(title));
  if (below) make(group, "text", { class: "type", x: 14, y: 34 }, cut(below));
  if (uses > 1) make(group, "text", { class: "uses", x: w - 8, y: 18 }, "×" + uses);
  elements.set(item, group);
  move(item);
}

function move(item) {
  const { x, y, w, h } = places.get(item), element = elements.get(item);
  element.setAttribute("transform", `translate(${x} ${y})`);
  if (element.classList.contains("frame")) {
    element.firstChild.setAttribute("width", w);
    element.firstChild.setAttribute("height", h);
  }
}

function route({ start, end, isNext, element }) {
  const a = places.get(start), b = places.get(end);
  const [x1, y1, x2, y2] = [a.x + a.w / 2, a.y + a.h, b.x + b.w / 2, b.y];
  if (isNext) {
    // Back up beside the frame's boxes.
    const side = Math.max(a.x + a.w, b.x + b.w) + 40;
    element.setAttribute("d", `M${a.x + a.w} ${a.y + a.h / 2}C${side} ${a.y} ${side} ${b.y + b.h} ${b.x + b.w} ${b.y + b.h / 2}`);
  } else {
    const bend = Math.max(18, Math.abs(y2 - y1) / 2);
    element.setAttribute("d", `M${x1} ${y1}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}`);
  }
}

function look() {
  world.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.scale})`);
}

// The whole picture beside the panel, or its beginning where that would be too small to read.
function fit() {
  const { w, h } = places.get("f0"), left = 274;
  const [wide, high] = [picture.clientWidth - left - 20, picture.clientHeight - 40];
  view.scale = Math.min(1.2, Math.max(0.25, Math.min(wide / w, high / h)));
  view.x = left + Math.max(0, (wide - w * view.scale) / 2);
  view.y = 20 + Math.max(0, (high - h * view.scale) / 2);
  look();
}

function zoom(factor, x, y) {
  const scale = Math.min(4, Math.max(0.02, view.scale * factor));
  view.x = x - ((x - view.x) * scale) / view.scale;
  view.y = y - ((y - view.y) * scale) / view.scale;
  view.scale = scale;
  look();
}

// Folds or unfolds a frame; what was clicked stays under the pointer.
function toggle(item) {
  const before = places.get(item), frame = +item.slice(1);
  if (!folded.delete(frame)) folded.add(frame);
  draw();
  const after = places.get(item);
  view.x += (before.x - after.x) * view.scale;
  view.y += (before.y - after.y) * view.scale;
  look();
}

const line = (name, value) => `<tr><td>${name}</td><td>${value}</td></tr>`;
const escaped = text => text.replace(/[&<>"]/g, c => `&#${c.charCodeAt(0)};`);
const grouped = n => n.toLocaleString("en");

function describe(item) {
  const { title, below, kind } = face(item);
  if (item[0] === "f") return `<b>${escaped(title.slice(2))}</b>${below}; click to unfold`;
  const box = graph.boxes[+item.slice(1)];
  const values = box.values.map(value => {
    const gradient = value.norm === undefined ? "" : line("gradient", value.type) + line("its norm", value.norm);
    return line(escaped(value.name), `${value.type}, ${grouped(value.bytes)} bytes`) + gradient;
  });
  const uses = box.uses > 0 ? line("used", box.uses === 1 ? "once" : `${grouped(box.uses)} times`) : "";
  return `<b>${escaped(box.label)}</b><table>${line("kind", kind)}${values.join("")}${uses}</table>`;
}

function point(item, x, y) {
  for (const element of document.querySelectorAll(".near")) element.classList.remove("near");
  tip.hidden = item === null;
  if (item === null) return;
  elements.get(item).classList.add("near");
  for (const arrow of arrows)
    if (arrow.start === item || arrow.end === item) {
      arrow.element.classList.add("near");
      for (const end of [arrow.start, arrow.end]) elements.get(end).classList.add("near");
    }
  tip.innerHTML = describe(item);
  tip.style.left = Math.min(x + 16, innerWidth - tip.offsetWidth - 8) + "px";
  tip.style.top = Math.min(y + 16, innerHeight - tip.offsetHeight - 8) + "px";
}

function find() {
  const text = byId("search").value.trim().toLowerCase();
  const found = [];
  for (const [item, element] of elements) {
    const box = item[0] === "b" ? graph.boxes[+item.slice(1)] : { label: face(item).title, values: [] };
    const isFound = text !== "" && [box.label, ...box.values.map(value => value.name)].some(name => name.toLowerCase().includes(text));
    element.classList.toggle("found", isFound);
    if (isFound) found.push(item);
  }
  return found;
}

function centre(item) {
  const { x, y, w, h } = places.get(item);
  view.scale = Math.max(view.scale, 0.8);
  view.x = picture.clientWidth / 2 - (x + w / 2) * view.scale;
  view.y = picture.clientHeight / 2 - (y + h / 2) * view.scale;
  look();
}

// Everything that moves with an item: itself, and what is in its frame.
function together(item) {
  if (item[0] === "b" || folded.has(+item.slice(1))) return [item];
  const frame = +item.slice(1);
  return [...places.keys()].filter(other =>
    within(other[0] === "b" ? graph.boxes[+other.slice(1)].frame : +other.slice(1), frame));
}

const under = event => event.target.closest("[data-item]")?.dataset.item ?? null;
let held = null;

picture.addEventListener("pointerdown", event => {
  const item = under(event);
  const grip = item !== null && (elements.get(item).classList.contains("box") || event.target.tagName === "text") ? item : null;
  held = { item: grip, items: grip === null ? [] : together(grip), x: event.clientX, y: event.clientY, moved: false };
  picture.setPointerCapture(event.pointerId);
  picture.classList.add("held");
});

picture.addEventListener("pointermove", event => {
  if (held === null) {
    const item = under(event);
    point(item !== null && elements.get(item).classList.contains("box") ? item : null, event.clientX, event.clientY);
    return;
  }
  const [dx, dy] = [event.clientX - held.x, event.clientY - held.y];
  if (!held.moved && Math.hypot(dx, dy) < 4) return;
  Object.assign(held, { moved: true, x: event.clientX, y: event.clientY });
  tip.hidden = true;
  if (held.item === null) {
    view.x += dx;
    view.y += dy;
    look();
    return;
  }
  for (const item of held.items) {
    places.get(item).x += dx / view.scale;
    places.get(item).y += dy / view.scale;
    move(item);
  }
  const moved = new Set(held.items);
  for (const arrow of arrows) if (moved.has(arrow.start) || moved.has(arrow.end)) route(arrow);
});

picture.addEventListener("pointerup", () => {
  const { item, moved } = held ?? {};
  held = null;
  picture.classList.remove("held");
  if (item?.[0] === "f" && !moved) toggle(item);
});

picture.addEventListener("pointerleave", () => point(null));
picture.addEventListener("wheel", event => {
  event.preventDefault();
  zoom(Math.exp(-event.deltaY / 500), event.clientX, event.clientY);
}, { passive: false });
picture.addEventListener("focusin", event => {
  const item = under(event);
  if (item === null || held !== null) return;
  const { left, bottom } = elements.get(item).getBoundingClientRect();
  point(item, left, bottom - 8);
});
picture.addEventListener("keydown", event => {
  const item = under(event);
  if (event.key === "Enter" && item?.[0] === "f") toggle(item);
  if (event.key === "Escape") point(null);
});
byId("search").addEventListener("input", find);
byId("search").addEventListener("keydown", event => {
  const [first] = find();
  if (event.key === "Enter" && first !== undefined) centre(first);
});
byId("fit").addEventListener("click", fit);
byId("unfold").addEventListener("click", () => { folded = new Set(); draw(); fit(); });
byId("fold").addEventListener("click", () => { folded = new Set(graph.frames.keys()); folded.delete(0); draw(); fit(); });

const { equations, flops, bytesMoved, arenaBytes } = graph.statistics;
byId("statistics").textContent =
  `${grouped(equations)} equations, ${grouped(flops)} flops, ${grouped(bytesMoved)} bytes moved, an arena of ${grouped(arenaBytes)} bytes`;
for (const kind of kinds) {
  const count = graph.boxes.filter(box => box.kind === kind).length;
  if (count === 0) continue;
  const entry = document.createElement("li");
  entry.style.setProperty("--colour", `var(--${kind})`);
  entry.textContent = `${kind} ${count}`;
  byId("legend").append(entry);
}
if (graph.boxes.length > readable) graph.frames.forEach((_, i) => { if (i > 0) folded.add(i); });
draw();
fit();
