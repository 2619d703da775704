"use strict";

// Where everything stands: rows from the inputs down, frames laid out from the inside out.
// An item is a box, or a frame; a folded frame is as small as a box. Sizes come from size(item).
const layout = (() => {
  const gap = 26, rowGap = 46, pad = 18, head = 26;

  // Rows by the longest path from above; what nothing leads to stands right above its first reader.
  function rows(items, above, below) {
    const row = new Map(), waiting = new Map();
    for (const item of items) waiting.set(item, above.get(item).size);
    const ready = items.filter(item => waiting.get(item) === 0), order = [];
    for (const item of ready) row.set(item, 0);
    while (order.length < items.length) {
      // A circle cannot be, but would not stop us.
      const item = ready.shift() ?? items.find(item => !order.includes(item));
      order.push(item);
      for (const next of below.get(item)) {
        row.set(next, Math.max(row.get(next) ?? 0, (row.get(item) ?? 0) + 1));
        waiting.set(next, waiting.get(next) - 1);
        if (waiting.get(next) === 0) ready.push(next);
      }
    }
    for (const item of items)
      if (above.get(item).size === 0 && below.get(item).size > 0)
        row.set(item, Math.min(...[...below.get(item)].map(next => row.get(next))) - 1);
    const result = [];
    for (const item of order) (result[row.get(item)] ??= []).push(item);
    return result.filter(line => line);
  }

  const mean = numbers => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;

  // The middles nearest to those wished for that keep the order and the distances: least squares by pooling.
  function place(line, wish, width) {
    const pools = [];
    let offset = 0;
    line.forEach((item, i) => {
      if (i > 0) offset += (width(line[i - 1]) + width(item)) / 2 + gap;
      let pool = { items: [[item, offset]], sum: wish.get(item) - offset, count: 1 };
      while (pools.length > 0 && pools.at(-1).sum / pools.at(-1).count >= pool.sum / pool.count) {
        const last = pools.pop();
        pool = { items: last.items.concat(pool.items), sum: last.sum + pool.sum, count: last.count + pool.count };
      }
      pools.push(pool);
    });
    for (const pool of pools)
      for (const [item, offset] of pool.items) wish.set(item, pool.sum / pool.count + offset);
  }

  // One frame's items, in coordinates from its own top left.
  function arrange(items, pairs, sizes) {
    const above = new Map(), below = new Map();
    for (const item of items) { above.set(item, new Set()); below.set(item, new Set()); }
    for (const [from, to] of pairs) { above.get(to).add(from); below.get(from).add(to); }
    const lines = rows(items, above, below), middle = new Map();
    const width = item => sizes.get(item).w;
    for (const line of lines) {
      let x = 0;
      for (const item of line) { middle.set(item, x + width(item) / 2); x += width(item) + gap; }
    }
    for (let sweep = 0; sweep < 8; sweep++) {
      const down = sweep % 2 === 0;
      for (const line of down ? lines : [...lines].reverse()) {
        const wish = new Map();
        for (const item of line) {
          const first = [...(down ? above : below).get(item)], second = [...(down ? below : above).get(item)];
          const near = first.length > 0 ? first : sweep > 1 ? second : [];
          wish.set(item, near.length > 0 ? mean(near.map(other => middle.get(other))) : middle.get(item));
        }
        if (sweep < 6) line.sort((a, b) => wish.get(a) - wish.get(b));
        place(line, wish, width);
        for (const item of line) middle.set(item, wish.get(item));
      }
    }
    const left = Math.min(...items.map(item => middle.get(item) - width(item) / 2));
    const at = new Map();
    let y = 0, right = 0;
    for (const line of lines) {
      const height = Math.max(...line.map(item => sizes.get(item).h));
      for (const item of line) {
        const x = middle.get(item) - width(item) / 2 - left;
        at.set(item, { x, y: y + (height - sizes.get(item).h) / 2 });
        right = Math.max(right, x + width(item));
      }
      y += height + rowGap;
    }
    return { at, w: right, h: y - rowGap };
  }

  // The frames from the outermost to the one that holds an item.
  function chain(graph, frame) {
    const frames = [];
    for (; frame >= 0; frame = graph.frames[frame].outer) frames.unshift(frame);
    return frames;
  }

  return function (graph, folded, size) {
    const chains = graph.frames.map((_, frame) => chain(graph, frame));
    const items = graph.frames.map(() => []), pairs = graph.frames.map(() => []);
    graph.frames.forEach((frame, i) => { if (i > 0) items[frame.outer].push("f" + i); });
    graph.boxes.forEach((box, i) => items[box.frame].push("b" + i));
    // An arrow counts in the innermost frame around both of its ends.
    for (const [from, to, , isNext] of graph.arrows) {
      if (isNext) continue;
      const a = chains[graph.boxes[from].frame], b = chains[graph.boxes[to].frame];
      let depth = 0;
      while (depth + 1 < a.length && depth + 1 < b.length && a[depth + 1] === b[depth + 1]) depth++;
      const start = depth + 1 < a.length ? "f" + a[depth + 1] : "b" + from;
      const end = depth + 1 < b.length ? "f" + b[depth + 1] : "b" + to;
      if (start !== end) pairs[a[depth]].push([start, end]);
    }
    const sizes = new Map(), places = new Map();
    (function measure(frame) {
      for (const item of items[frame])
        if (item[0] === "b" || folded.has(+item.slice(1))) sizes.set(item, size(item));
        else measure(+item.slice(1));
      const inner = items[frame].length > 0 ? arrange(items[frame], pairs[frame], sizes) : { at: new Map(), w: 0, h: 0 };
      sizes.set("f" + frame, { w: Math.max(inner.w + 2 * pad, size("f" + frame).w), h: inner.h + head + pad });
      places.set(frame, inner.at);
    })(0);
    const result = new Map();
    (function put(frame, x, y) {
      result.set("f" + frame, { x, y, ...sizes.get("f" + frame) });
      for (const [item, at] of places.get(frame) ?? []) {
        const place = { x: x + at.x + pad, y: y + at.y + head, ...sizes.get(item) };
        if (item[0] === "b" || folded.has(+item.slice(1))) result.set(item, place);
        else put(+item.slice(1), place.x, place.y);
      }
    })(0, 0, 0);
    // What an arrow's end is drawn at: the box, or the outermost folded frame around it.
    const shown = box => {
      const frame = chains[graph.boxes[box].frame].find(frame => folded.has(frame));
      return frame === undefined ? "b" + box : "f" + frame;
    };
    return { places: result, shown };
  };
})();
