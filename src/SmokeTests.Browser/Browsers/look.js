// The page as people see it now.
() => {
  const root = document.documentElement;
  const elements = all(document);
  // A frame that is not shown has no boxes.
  const shown = root.getClientRects().length > 0;
  return {
    address: location.href,
    title: document.title,
    text: shown ? textOf(document.body) : '',
    main: shown ? textOf(elements.find(e => e.matches('main, [role=main]'))) : '',
    type: document.contentType,
  };
}
