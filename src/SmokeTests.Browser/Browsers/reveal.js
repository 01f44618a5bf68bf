// What a person would point at, in this order, to make an element appear that is out of sight: what stands before the part
// that hides it, or around it. Called on the element with a number; null where there is nothing more to point at.
(element, number) => {
  const seen = e => e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) && e.getClientRects().length > 0;
  const parent = e => e.parentElement ?? e.getRootNode().host ?? null;
  const candidates = [];
  let hidden = element;
  while (parent(hidden) && !seen(parent(hidden))) hidden = parent(hidden);
  for (let around = hidden, steps = 0; around && steps < 4; around = parent(around), steps++) {
    if (around.id) candidates.push(...document.querySelectorAll(`[aria-controls="${CSS.escape(around.id)}"]`));
    if (around.previousElementSibling) candidates.push(around.previousElementSibling);
    const outer = parent(around);
    if (outer && outer !== document.body && outer !== document.documentElement) candidates.push(outer);
  }
  return [...new Set(candidates)].filter(seen)[number] ?? null;
}
