// Draws each .chart from the JSON beside it, as SVG. Colours and sizes come from the style sheet, so that light, dark and
// large text fit; the table below the chart holds the same numbers for those who rather read.
"use strict";

(() => {
  const NAMESPACE = "http://www.w3.org/2000/svg";
  const digits = (value) => (value === null || value === undefined ? "—" : Number(value).toLocaleString("en-US"));
  const textSize = (box) => parseFloat(getComputedStyle(box).fontSize) * 0.8125;

  const add = (parent, name, attributes = {}, text = "") => {
    const made = document.createElementNS(NAMESPACE, name);
    Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
    made.textContent = text;
    parent.append(made);
    return made;
  };

  // Round numbers of the axis: about four steps that cover low to high.
  const ticks = (low, high) => {
    const rough = (high - low || Math.abs(high) || 1) / 4;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 2.5, 5, 10].map((times) => times * power).find((one) => one >= rough * 0.999);
    const first = Math.floor(low / step);
    const count = Math.max(1, Math.ceil(high / step - 1e-9) - first);
    return Array.from({ length: count + 1 }, (_, at) => Number(((first + at) * step).toPrecision(12)));
  };

  // The widest of some words in this chart's letters.
  const widest = (svg, words) => {
    const probe = add(svg, "text");
    const width = words.reduce((most, word) => {
      probe.textContent = word;
      return Math.max(most, probe.getComputedTextLength());
    }, 0);
    probe.remove();
    return width;
  };

  const shortened = (text, room) => {
    const whole = text.textContent;
    for (let length = whole.length - 1; length > 1 && text.getComputedTextLength() > room; length -= 1) {
      text.textContent = `${whole.slice(0, length)}…`;
    }
  };

  const legend = (box, data) => {
    if (data.series.length < 2) return;
    const list = document.createElement("ul");
    data.series.forEach((one, at) => {
      const line = document.createElement("li");
      line.className = `series-${at + 1}`;
      line.textContent = one.name;
      list.append(line);
    });
    box.append(list);
  };

  // What the pointer is at: the numbers of one label, in a box that stays inside the chart.
  const hint = (svg, data, at, x, width, foot) => {
    const lines = [data.labels[at], ...data.series.map((one) => `${one.name} ${digits(one.values[at])} ${data.unit}`)];
    const group = add(svg, "g", { class: "hint" });
    if (foot) add(group, "line", { class: "grid", x1: x, x2: x, y1: 0, y2: foot });
    const ground = add(group, "rect", { rx: 4 });
    const high = textSize(svg) * 1.5;
    const wide = widest(svg, lines) + 20;
    const left = Math.max(0, Math.min(x + 12, width - wide));
    lines.forEach((line, row) => add(group, "text", { x: left + 10, y: high * (row + 0.95) + 4 }, line));
    Object.entries({ x: left, y: 2, width: wide, height: high * lines.length + 8 }).forEach(([key, value]) => ground.setAttribute(key, value));
    return group;
  };

  const react = (svg, data, atOf, xOf, width, foot = 0) => {
    let shown = null;
    const clear = () => {
      if (shown) shown.remove();
      shown = null;
    };
    svg.addEventListener("pointermove", (event) => {
      const frame = svg.getBoundingClientRect();
      const at = atOf(event.clientX - frame.left, event.clientY - frame.top);
      clear();
      svg.classList.toggle("leads", Boolean(data.hrefs[at]));
      if (data.labels[at] !== undefined) shown = hint(svg, data, at, xOf(at), width, foot);
    });
    svg.addEventListener("pointerleave", clear);
    svg.addEventListener("click", (event) => {
      const frame = svg.getBoundingClientRect();
      const href = data.hrefs[atOf(event.clientX - frame.left, event.clientY - frame.top)];
      if (href) window.location.assign(href);
    });
  };

  // Lines or upright bars over labels; lines need not begin at nought.
  const upright = (svg, data, width, height, bars) => {
    const size = textSize(svg);
    const values = data.series.flatMap((one) => one.values).filter((value) => value !== null);
    const marks = ticks(bars ? Math.min(0, ...values) : Math.min(...values), Math.max(...values));
    const left = widest(svg, marks.map(digits)) + 10;
    const label = widest(svg, data.labels);
    const right = width - (bars ? 8 : label / 2 + 4);
    const bottom = height - size * 1.9;
    const top = size;
    const slot = (right - left) / Math.max(1, bars ? data.labels.length : data.labels.length - 1);
    const x = (at) => (data.labels.length === 1 && !bars ? (left + right) / 2 : left + slot * (bars ? at + 0.5 : at));
    const y = (value) => bottom - ((value - marks[0]) / (marks[marks.length - 1] - marks[0])) * (bottom - top);
    marks.forEach((mark) => {
      add(svg, "line", { class: "grid", x1: left, x2: right, y1: y(mark), y2: y(mark) });
      add(svg, "text", { x: left - 8, y: y(mark) + size * 0.35, "text-anchor": "end" }, digits(mark));
    });
    const every = Math.max(1, Math.ceil((label + 14) / slot));
    data.labels.forEach((word, at) => {
      if ((data.labels.length - 1 - at) % every === 0) add(svg, "text", { x: x(at), y: height - size * 0.5, "text-anchor": "middle" }, word);
    });
    data.series.forEach((one, turn) => {
      const group = add(svg, "g", { class: `series-${turn + 1}` });
      if (bars) return beside(group, one, turn, data.series.length, slot, x, y, marks[0] > 0 ? marks[0] : 0);
      const runs = one.values.reduce((all, value, at) => {
        if (value === null) return [...all, []];
        all[all.length - 1].push(`${x(at)},${y(value)}`);
        return all;
      }, [[]]);
      runs.filter((run) => run.length > 1).forEach((run) => add(group, "polyline", { points: run.join(" ") }));
      return one.values.forEach((value, at) => value !== null && add(group, "circle", { cx: x(at), cy: y(value), r: 3.5 }));
    });
    react(svg, data, (px) => Math.max(0, Math.min(data.labels.length - 1, Math.round((px - x(0)) / slot || 0))), x, width, bottom);
  };

  const beside = (group, one, turn, of, slot, x, y, ground) => {
    const wide = Math.min(28, (slot * 0.7) / of);
    one.values.forEach((value, at) => {
      if (value === null) return;
      const ends = [y(value), y(ground)].sort((a, b) => a - b);
      add(group, "rect", { x: x(at) + (turn - of / 2) * wide, y: ends[0], width: Math.max(1, wide - 1), height: Math.max(1, ends[1] - ends[0]), rx: 2 });
    });
  };

  // Lying bars, the label before, the number behind.
  const ranking = (svg, data, width, height) => {
    const size = textSize(svg);
    const values = data.series.flatMap((one) => one.values);
    const most = Math.max(1e-9, ...values.map((value) => value || 0));
    const room = Math.min(widest(svg, data.labels), width * 0.42);
    const left = room + 10;
    const right = width - widest(svg, values.map(digits)) - 10;
    const row = height / data.labels.length;
    const thick = Math.min(18, (row * 0.72) / data.series.length);
    data.labels.forEach((word, at) => {
      const middle = row * (at + 0.5);
      shortened(add(svg, "text", { class: "name", x: room, y: middle + size * 0.35, "text-anchor": "end" }, word), room + 1);
      data.series.forEach((one, turn) => {
        const group = add(svg, "g", { class: `series-${turn + 1}` });
        const from = middle + (turn - data.series.length / 2) * thick;
        const long = Math.max(1, ((one.values[at] || 0) / most) * (right - left));
        add(group, "rect", { x: left, y: from, width: long, height: Math.max(2, thick - 2), rx: 2 });
        add(group, "text", { class: "name", x: left + long + 6, y: from + thick / 2 + size * 0.3 }, digits(one.values[at]));
      });
    });
    react(svg, data, (_px, py) => Math.floor(py / row), () => width * 0.5, width);
  };

  const draw = (box) => {
    const data = JSON.parse(document.getElementById(box.dataset.chart).textContent);
    box.replaceChildren();
    legend(box, data);
    const svg = add(box, "svg", { "aria-hidden": "true" });
    const { width, height } = svg.getBoundingClientRect();
    const known = data.series.some((one) => one.values.some((value) => value !== null));
    if (!known || width < 40 || height < 40) return;
    if (data.kind === "ranking") ranking(svg, data, width, height);
    else upright(svg, data, width, height, data.kind === "bar");
  };

  const seen = new Map(); // the width at which each was drawn: a chart is drawn again for another one only
  const watcher = new ResizeObserver((entries) => entries.forEach(({ target, contentRect }) => {
    if (seen.get(target) === Math.round(contentRect.width)) return;
    seen.set(target, Math.round(contentRect.width));
    draw(target);
  }));
  document.querySelectorAll("[data-chart]").forEach((box) => watcher.observe(box));
})();
