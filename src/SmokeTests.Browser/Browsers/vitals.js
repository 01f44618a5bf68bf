// What the browser measured of the page so far: the observers are handed what happened before them.
() => new Promise(done => {
  let lcp = 0, cls = 0;
  try {
    new PerformanceObserver(list => { for (const e of list.getEntries()) lcp = Math.max(lcp, e.startTime); })
      .observe({ type: 'largest-contentful-paint', buffered: true });
    new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) cls += e.value; })
      .observe({ type: 'layout-shift', buffered: true });
  } catch { /* A browser without these entries measures none. */ }
  const loads = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
  setTimeout(() => done({ lcp, cls, bytes: loads.reduce((sum, e) => sum + (e.transferSize || 0), 0) }), 50);
})
