// Of each element that is given by its number: what keeps a person from getting at it, or null.
({ selector, indices }) => {
  const found = partsBy(selector), tag = tagOf;
  const parent = e => e.parentElement ?? e.getRootNode().host ?? null;
  return indices.map(index => {
    const element = found[index];
    if (!element) return 'is gone';
    if (element.localName === 'area') return null;
    if (!element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) {
      let by = element;
      while (parent(by) && !parent(by).checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true })) by = parent(by);
      return `is hidden${by === element ? '' : ' by ' + tag(by)}`;
    }
    const box = element.getClientRects()[0];
    if (!box) return 'takes no room on the page';
    const unpressable = unpressableBy(element);
    if (unpressable) return unpressable;
    const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
    if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return null;
    const top = element.getRootNode().elementFromPoint(x, y);
    return !top || element.contains(top) || top.contains(element) || [...(element.labels ?? [])].some(l => l.contains(top))
      ? null : `is covered by ${tag(top)}`;
  });
}
