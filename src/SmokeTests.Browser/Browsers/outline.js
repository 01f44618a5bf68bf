// What can be seen of the page, in its elements: [tag, attributes] opens one, 0 closes it, a text is a text.
kept => {
  const out = [];
  const walk = (element, parent) => {
    const style = getComputedStyle(element);
    if (style.display === 'none' || ['textarea', 'option', 'script', 'style', 'svg'].includes(element.localName)) return;
    if (parent?.localName === 'details' && !parent.open && element !== parent.querySelector(':scope > summary')) return;
    const attributes = {};
    for (const name of kept)
      if (element.hasAttribute(name))
        attributes[name] = name === 'href' && typeof element.href === 'string' ? element.href : element.getAttribute(name);
    out.push([element.localName, attributes]);
    const assigned = element.localName === 'slot' ? element.assignedNodes() : [];
    for (const node of element.shadowRoot?.childNodes ?? (assigned.length > 0 ? assigned : element.childNodes))
      if (node.nodeType === Node.TEXT_NODE) { if (style.visibility === 'visible') out.push(node.data); }
      else if (node.nodeType === Node.ELEMENT_NODE) walk(node, element);
    out.push(0);
  };
  if (document.body) walk(document.body, null);
  return JSON.stringify(out);
}
