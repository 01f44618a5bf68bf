// Pictures that have come to an end without one: of the page's elements, and such as stand for a button or a film.
async () => {
  const ended = [...document.images].filter(i => i.complete && i.naturalWidth === 0 && i.currentSrc).map(i => i.currentSrc);
  const others = [...document.querySelectorAll('input[type=image][src]')].map(i => i.src)
    .concat([...document.querySelectorAll('video[poster]')].map(v => v.poster))
    .concat([...document.querySelectorAll('link[rel~=preload][as=image][href]')].map(l => l.href));
  const come = address => new Promise(done => {
    const picture = new Image();
    picture.onload = () => done(null);
    picture.onerror = () => done(address);
    picture.src = address;
    setTimeout(() => done(null), 2000);
  });
  return {
    pictures: ended.concat((await Promise.all(others.filter(a => a).map(come))).filter(a => a)),
    modules: [...document.querySelectorAll('script[type=module][src]')].map(s => s.src)
      .concat([...document.querySelectorAll('link[rel~=modulepreload][href]')].map(l => l.href)),
    sheets: [...document.querySelectorAll('link[rel~=stylesheet][href]:not([rel~=alternate])')].map(l => l.href),
    unused: [...document.querySelectorAll('link[rel~=stylesheet][rel~=alternate]')].map(l => l.href),
    quirks: document.compatMode === 'BackCompat',
  };
}
