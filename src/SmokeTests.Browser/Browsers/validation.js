// Called on an element before it is pressed, or Enter is pressed in it: watches whether the browser itself keeps the form back.
// A script of the page that looks at its own fields, and shows what is wrong with them itself, is the page's affair.
element => {
  const watch = { invalid: null, submitted: false, clicks: [], forbidden: null };
  const form = element.form ?? element.closest('form');
  const view = element.ownerDocument.defaultView;
  view.smokeTestsValidation?.stop();
  const on = { invalid: event => {
    if (!watch.invalid && event.target.form === form) watch.invalid = event;
  }, submit: event => {
    if (event.target === form) watch.submitted = event;
  }, click: event => watch.clicks.push(event), securitypolicyviolation: event => {
    if (event.effectiveDirective !== 'form-action' || event.disposition !== 'enforce') return;
    watch.forbidden = event.blockedURI || 'it';
    watch.told?.(watch.forbidden);
  } };
  for (const name in on) view.addEventListener(name, on[name], true);
  watch.stop = () => {
    for (const name in on) view.removeEventListener(name, on[name], true);
    delete view.smokeTestsValidation;
  };
  // The browser looks at form-action after the form has left the page, and tells the page later: where there is such a policy it is
  // waited for, until the form leads to another page.
  watch.refusal = policy => {
    policy ||= [...document.head?.querySelectorAll('meta[http-equiv="Content-Security-Policy" i]') ?? []]
      .some(m => /form-action/i.test(m.content));
    if (watch.forbidden || !policy || !watch.submitted || watch.submitted.defaultPrevented) return watch.forbidden;
    return new Promise(done => {
      watch.told = done;
      setTimeout(() => done(null), 2000);
    });
  };
  watch.look = selector => {
    watch.stop();
    const event = watch.invalid;
    if (!form || !event || event.defaultPrevented || watch.submitted || watch.clicks.some(click => click.defaultPrevented)) return null;
    const field = event.target, says = name => field.getAttribute(name);
    const broken = ['customError', 'valueMissing', 'typeMismatch', 'patternMismatch', 'tooLong', 'tooShort',
      'rangeUnderflow', 'rangeOverflow',
      'stepMismatch', 'badInput'].find(name => field.validity[name]);
    if (!broken) return null;
    return { index: [...field.ownerDocument.querySelectorAll(selector)].indexOf(field), broken, value: field.value,
      said: field.validationMessage,
      type: field.localName === 'input' ? field.type : field.localName, min: says('min'), max: says('max'),
      step: says('step'), default: says('value'),
      multiple: field.multiple === true, minLength: says('minlength'), maxLength: says('maxlength'), pattern: says('pattern'),
      name: says('name') ?? field.id };
  };
  view.smokeTestsValidation = watch;
}
