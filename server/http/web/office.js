// Fills the office's page from the same JSON that `mektepd report … --json` prints. Words come from the
// server's catalogue, the one place where sentences live. Text is set as text only.
"use strict";

function cell(row, text, kind) {
  const td = document.createElement(kind === "head" ? "th" : "td");
  td.textContent = text;
  if (kind === "number") td.className = "number";
  row.append(td);
  return td;
}

// `numbers`: how many of the last columns hold numbers.
function fill(table, headings, numbers, rows) {
  const head = document.createElement("tr");
  headings.forEach((heading, column) => {
    const th = cell(head, heading, "head");
    if (column >= headings.length - numbers) th.className = "number";
  });
  table.replaceChildren(head, ...rows);
}

// Nothing where the server has no such figures: a network without periods has no reports to wait for.
async function figures(kind) {
  const answer = await fetch(`/api/${kind}${location.search}`);
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

function completenessRow(school, words) {
  const row = document.createElement("tr");
  cell(row, school.school);
  cell(row, school.name);
  cell(row, school.region_name);
  cell(row, words[school.state]).className = school.state;
  return row;
}

function indicatorRow(figure) {
  const row = document.createElement("tr");
  cell(row, figure.region_name);
  cell(row, figure.kind_name);
  for (const number of [figure.activities, figure.participants, figure.hours]) cell(row, String(number), "number");
  return row;
}

function showCompleteness(completeness, words) {
  document.getElementById("completeness-title").textContent = `${words.completeness} · ${completeness.period}`;
  fill(document.getElementById("completeness"), [words.school, words.name, words.region, words.state], 0,
       completeness.schools.map((school) => completenessRow(school, words)));
}

function showIndicators(indicators, words) {
  document.getElementById("indicators-title").textContent =
    indicators.period ? `${words.indicators} · ${indicators.period}` : words.indicators;
  const rows = indicators.rows.map(indicatorRow);
  const total = indicatorRow({ region_name: words.total, kind_name: "", ...indicators.total });
  total.className = "total";
  fill(document.getElementById("indicators"),
       [words.region, words.kind, words.activities, words.participants, words.hours], 3, [...rows, total]);
}

function deny(text) {
  const denied = document.getElementById("denied");
  denied.hidden = false;
  denied.textContent = text;
}

async function showFigures(words) {
  const completeness = await figures("completeness");
  const indicators = await figures("indicators");
  const shown = completeness ?? indicators;
  if (shown) document.getElementById("as-of").textContent = words.as_of.replace("{time}", shown.as_of);
  if (completeness) showCompleteness(completeness, words);
  if (indicators) showIndicators(indicators, words);
}

async function show() {
  const words = await figures("words");
  document.documentElement.lang = words.language;
  document.title = words.title;
  document.getElementById("title").textContent = words.title;
  // The session may end between two questions.
  await showFigures(words).catch((error) => deny(error.message === "403" ? words.forbidden : error.message));
}

show().catch((error) => deny(error.message));
