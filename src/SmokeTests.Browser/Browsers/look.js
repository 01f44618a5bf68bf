// The page as people see it now.
seenWithoutText => {
  const root = document.documentElement;
  const elements = all(document);
  // A frame that is not shown has no boxes.
  const shown = root.getClientRects().length > 0;
  const text = shown ? textOf(document.body) : '';
  return {
    address: location.href,
    title: document.title,
    text,
    blank: shown && tidy(text) === '' && !elements.some(e => e.matches(seenWithoutText) && seen(e)),
    main: shown ? textOf(elements.find(e => e.matches('main, [role=main]'))) : '',
    type: document.contentType,
  };
}
