// The page as people see it now.
() => {
  const text = element => element?.innerText ?? '';
  const buttons = [...document.querySelectorAll('input[type=submit], input[type=button]')].filter(b => b.checkVisibility()).map(b => b.value);
  return {
    address: location.href,
    title: document.title,
    text: [text(document.body), ...buttons].join('\n'),
    main: text(document.querySelector('main, [role=main]')),
    type: document.contentType,
  };
}
