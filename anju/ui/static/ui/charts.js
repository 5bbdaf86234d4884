// Draws each .chart from the JSON beside it. Colours and sizes come from the style sheet, so that light,
// dark and large text fit; the table below the chart holds the same numbers for those who rather read.
"use strict";

(() => {
  const drawn = [];

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const textSize = () => Math.round(parseFloat(getComputedStyle(document.documentElement).fontSize) * 0.8125);
  const digits = (value) => (value === null || value === undefined ? "—" : Number(value).toLocaleString("en-US"));

  const common = (data) => ({
    animation: false,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: textSize(), color: colour("--ink-2") },
    color: ["--series-1", "--series-2", "--series-3", "--series-4", "--series-5"].map(colour),
    aria: { enabled: true, label: { description: data.title } },
    tooltip: {
      trigger: "axis",
      renderMode: "richText", // a tooltip in HTML would carry inline styles, which the security policy forbids
      confine: true,
      backgroundColor: colour("--paper"),
      borderColor: colour("--line-strong"),
      textStyle: { color: colour("--ink"), fontSize: textSize() },
      axisPointer: { lineStyle: { color: colour("--line-strong") }, shadowStyle: { opacity: 0.06 } },
      valueFormatter: (value) => `${digits(value)} ${data.unit}`,
    },
    legend: data.series.length > 1
      ? { top: 0, left: 0, icon: "roundRect", itemWidth: 12, itemHeight: 8, textStyle: { color: colour("--ink"), fontSize: textSize() } }
      : undefined,
    grid: { left: 8, right: 16, top: data.series.length > 1 ? 34 : 14, bottom: 4, containLabel: true },
  });

  const words = () => ({ color: colour("--ink-2"), fontSize: textSize() });
  const valueAxis = () => ({
    type: "value",
    scale: true,
    axisLabel: { ...words(), formatter: digits },
    splitLine: { lineStyle: { color: colour("--line") } },
  });
  const nameAxis = (labels) => ({
    type: "category",
    data: labels,
    axisLabel: words(),
    axisTick: { show: false },
    axisLine: { lineStyle: { color: colour("--line-strong") } },
  });

  const line = (data) => ({
    ...common(data),
    grid: { ...common(data).grid, left: 14, right: 40 }, // room for half of the last month's name
    xAxis: { ...nameAxis(data.labels), boundaryGap: false },
    yAxis: valueAxis(),
    series: data.series.map((one) => ({
      name: one.name, type: "line", data: one.values, symbol: "circle", symbolSize: 7, lineStyle: { width: 2.5 },
    })),
  });

  const bar = (data) => ({
    ...common(data),
    xAxis: nameAxis(data.labels),
    yAxis: { ...valueAxis(), scale: false },
    series: data.series.map((one) => ({ name: one.name, type: "bar", data: one.values, barMaxWidth: 28, itemStyle: { borderRadius: [3, 3, 0, 0] } })),
  });

  const ranking = (data) => ({
    ...common(data),
    grid: { left: 8, right: 64, top: data.series.length > 1 ? 34 : 4, bottom: 0, containLabel: true },
    xAxis: { type: "value", show: false },
    yAxis: { ...nameAxis(data.labels), inverse: true, axisLine: { show: false }, axisLabel: { ...words(), color: colour("--ink") } },
    series: data.series.map((one) => ({
      name: one.name, type: "bar", data: one.values, barMaxWidth: 18, itemStyle: { borderRadius: [0, 3, 3, 0] },
      label: { show: true, position: "right", color: colour("--ink"), fontSize: textSize(), formatter: (dot) => digits(dot.value) },
    })),
  });

  const kinds = { line, bar, ranking };

  const draw = (box) => {
    const data = JSON.parse(document.getElementById(box.dataset.chart).textContent);
    const chart = echarts.init(box, null, { renderer: "canvas" });
    chart.setOption(kinds[data.kind](data));
    chart.on("click", (dot) => {
      const href = data.hrefs[dot.dataIndex];
      if (href) window.location.assign(href);
    });
    drawn.push([box, chart, data]);
  };

  const again = () => drawn.forEach(([, chart, data]) => chart.setOption(kinds[data.kind](data), true));

  document.querySelectorAll("[data-chart]").forEach(draw);
  new ResizeObserver(() => drawn.forEach(([, chart]) => chart.resize())).observe(document.body);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
})();
