// The big screen renews itself every two minutes, as long as the server answers: a broken line leaves the last figures.
"use strict";

setInterval(async () => {
  try {
    const answer = await fetch(location.href, { method: "HEAD", redirect: "manual" });
    if (answer.ok) location.reload();
  } catch { /* no line: what is shown stays */ }
}, 120_000);
