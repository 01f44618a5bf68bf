// Blots secrets out of the page itself, so that a picture of it shows none.
({ secrets, mark }) => {
  const blot = text => secrets.reduce((t, secret) => t.split(secret).join(mark), text);
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
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk(document);
}
