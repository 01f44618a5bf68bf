// What keeps an element from being used that Playwright calls covered; null where it is that.
element => {
  const inert = inertBy(element);
  if (inert) return inert;
  let by = null;
  for (let at = element; at && getComputedStyle(at).pointerEvents === 'none'; at = parentOf(at)) by = at;
  return by && `takes no clicks: pointer-events is none${by === element ? '' : ' in ' + tagOf(by)}`;
}
