// Blots secrets out of the page itself, so that a picture of it shows none.
({ secrets, mark }) => {
  // The longest first: a line of a secret stands in the whole.
  const known = [...secrets].sort((a, b) => b.length - a.length).map(s => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  if (known.length === 0) return;
  const all = new RegExp(known.join('|'), 'g');
  const blot = text => text.replace(all, mark);
  const walk = root => {
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const blotted = blot(node.data);
      if (blotted !== node.data) node.data = blotted;
    }
    for (const element of root.querySelectorAll('*')) {
      if ('value' in element && typeof element.value === 'string' && element.type !== 'file') {
        const blotted = blot(element.value);
        if (blotted !== element.value) element.value = blotted;
      }
      if (element.placeholder && blot(element.placeholder) !== element.placeholder) element.placeholder = blot(element.placeholder);
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk(document);
}
