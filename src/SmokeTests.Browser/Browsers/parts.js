// Describes the elements of a page as Elements.cs does for a page without a browser: names in the order in which people
// would use them. Called with a selector and, to get at one element again, its number.
({ selector, index, like }) => {
  const found = partsBy(selector);
  // Where nobody can look or scroll to: beyond the upper or left edge of the page, or cut to a dot, as texts for screen readers are.
  const scrolls = e => e && e !== document.body && e !== document.documentElement
    && (/auto|scroll/.test(getComputedStyle(e).overflow) || scrolls(e.parentElement));
  const toLeft = document.documentElement.dir !== 'rtl' && document.body?.dir !== 'rtl';
  const offscreen = element => {
    const box = element.getBoundingClientRect();
    if (box.width <= 1 && box.height <= 1) return box.width > 0 || box.height > 0;
    const beyond = (toLeft && box.right + scrollX <= 0) || box.bottom + scrollY <= 0;
    return beyond && !scrolls(element.parentElement);
  };
  const fields = ['input', 'textarea', 'select'];
  // As people see it; of a label that is hidden itself, all that it says.
  const textIn = (label, field) => tidy(seen(label) ? textOf(label, field.localName) : label.textContent);
  const labelOf = element => element.labels?.length ? textIn(element.labels[0], element) : null;
  const otherLabels = element => element.labels?.length > 1
    ? tidy([...element.labels].slice(1).map(label => textIn(label, element)).join(' ')) : null;
  const saidOn = element => {
    const type = element.localName === 'input' ? element.type : '';
    if (isButton(element)) return element.getAttribute('value') ?? { submit: 'Submit', reset: 'Reset' }[type] ?? '';
    if (type === 'image' || element.localName === 'area') return element.alt;
    if (fields.includes(element.localName)) return labelOf(element);
    // What is hidden is named as well: so that a message can say that it is.
    const shown = drawn(element) ? tidy(textOf(element)) : '';
    return shown || (seen(element) ? '' : tidy(element.textContent));
  };
  const labelledBy = element => {
    const ids = element.getAttribute('aria-labelledby');
    return ids ? tidy(ids.split(/\s+/).map(id => element.getRootNode().getElementById?.(id)?.textContent ?? '').join(' ')) : null;
  };
  const typeOf = element => element.localName === 'input' ? element.type
    : element.localName === 'button' ? (element.type === 'submit' ? 'submit' : 'button')
    : (element.getAttribute('type') ?? '').toLowerCase();
  const namesOf = element => [saidOn(element), labelledBy(element) ?? element.getAttribute('aria-label') ?? otherLabels(element),
    element.getAttribute('placeholder') ?? element.getAttribute('title') ?? element.querySelector('img[alt]')?.alt
      ?? element.querySelector(isSvg(element) ? 'title' : 'svg title')?.textContent ?? null,
    element.getAttribute('name'), element.id || null];
  if (index !== undefined && index !== null) {
    // A page may draw itself anew between finding and acting: what is called the same is the same. A script that only changes
    // a tooltip or a hint leaves it what it is.
    const wanted = JSON.parse(like);
    const called = element => [element.localName, typeOf(element), ...namesOf(element)];
    const hint = 4;
    const says = (element, which) => called(element).every((name, i) => !which(i) || name === wanted[i]);
    const exactly = element => says(element, () => true);
    const roughly = element => wanted.some((name, i) => i > 1 && i !== hint && name) && says(element, i => i !== hint);
    return [exactly, roughly].map(same => found[index] && same(found[index]) ? found[index] : found.find(same)).find(e => e) ?? null;
  }
  const valuesOf = element => {
    const type = element.localName === 'input' ? element.type : element.localName;
    if (type === 'checkbox') return element.checked ? ['true', 'yes', 'on'] : ['false', 'no', 'off'];
    if (type === 'radio') {
      const group = element.name
        ? [...(element.form ?? element.getRootNode()).querySelectorAll('input[type=radio]')]
          .filter(r => r.name === element.name && r.form === element.form)
        : [element];
      const chosen = group.find(r => r.checked);
      return chosen ? [namesOf(chosen).find(n => n) ?? 'input', chosen.value, String(chosen === element)] : ['', 'false'];
    }
    if (type === 'file') return [[...element.files].map(f => f.name).join(', ')];
    if (['submit', 'button', 'reset', 'image', 'hidden'].includes(type)) return [];
    if (type === 'select') return [o => tidy(o.label), o => o.value].map(say => [...element.selectedOptions].map(say).join(', '));
    if (fields.includes(element.localName)) return [element.value];
    return element.isContentEditable ? [element.innerText.trim()] : [];
  };
  const forms = [...document.forms];
  // An area is seen where its picture is.
  const pictureOf = area => [...document.querySelectorAll('img[usemap], object[usemap]')]
    .find(i => i.useMap === '#' + (area.closest('map')?.name || area.closest('map')?.id) && seen(i));
  return found.map(element => {
    const choice = element.type === 'checkbox' || element.type === 'radio';
    const form = 'form' in element ? element.form : element.closest('form');
    return {
      tag: element.localName,
      type: typeOf(element),
      names: namesOf(element),
      form: form ? forms.indexOf(form) : -1,
      // A check box that a site draws itself is hidden behind its label, which people see and press.
      hidden: element.localName === 'area' ? !pictureOf(element) : !seen(element) && !(choice && [...(element.labels ?? [])].some(seen)),
      offscreen: offscreen(element),
      disabled: element.matches(':disabled') || element.getAttribute('aria-disabled') === 'true',
      readOnly: element.readOnly === true,
      autocomplete: element.getAttribute('autocomplete')?.toLowerCase() ?? null,
      searches: element.closest('[role=search], search') !== null,
      target: targetOf(element),
      inert: inertBy(element),
      html: element.outerHTML.slice(0, 400),
      values: valuesOf(element),
    };
  });
}
