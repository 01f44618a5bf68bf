// What people see of a page, for look.js and parts.js: as VisibleText.cs has it for a page without a browser. Most of it is
// the browser's own innerText, which knows nothing of shadow trees and of buttons that are fields, and leaves out what is
// drawn only when somebody scrolls to it. What holds one of these is walked through here.
const all = (root, found = []) => {
  for (const element of root.querySelectorAll('*')) {
    found.push(element);
    if (element.shadowRoot) all(element.shadowRoot, found);
  }
  return found;
};
// The elements that a selector finds, by which both drivers count them; a part of a drawing that is called as links are,
// and leads nowhere, is none.
const partsBy = selector => all(document).filter(e => e.matches(selector)
  && !(selector.includes('svg a') && e.localName === 'a' && !targetOf(e) && e.getAttribute('role') !== 'link'));
const targetOf = element => {
  if (typeof element.href === 'string') return element.href;
  const written = element.href?.baseVal;
  if (!written) return null;
  try { return new URL(written, element.baseURI).href; } catch { return written; }
};
const tagOf = element => element.cloneNode(false).outerHTML.slice(0, 120);
// Where its pointer-events come from, for one that takes no clicks; null for one that does.
const unpressableBy = element => {
  let by = null;
  for (let at = element; at && getComputedStyle(at).pointerEvents === 'none'; at = parentOf(at)) by = at;
  return by && `takes no clicks: pointer-events is none${by === element ? '' : ' in ' + tagOf(by)}`;
};
// What makes an element inert: an attribute around it, a disabled button around it, or a dialog that is open before all
// that stands outside of it.
const inertBy = element => {
  for (let at = element; at; at = parentOf(at)) {
    if (at instanceof HTMLElement && at.inert) return at === element ? 'is inert itself' : `stands in ${tagOf(at)}`;
    if (at !== element && at.localName === 'button' && at.matches(':disabled')) return `stands in ${tagOf(at)}`;
    if (at.matches(':modal')) return null;
  }
  const modal = document.querySelector('dialog:modal');
  return modal ? `stands behind ${tagOf(modal)}, which is open` : null;
};
const drawn = element => element.checkVisibility()
  || getComputedStyle(element).display === 'contents' && !folded(element) && (parentOf(element) === null || drawn(parentOf(element)));
// What a closed details does not show: all but its first summary.
const folded = element => element.parentElement?.localName === 'details' && !element.parentElement.open
  && element !== element.parentElement.querySelector(':scope > summary');
const seen = element => element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0;
const waits = element => element.checkVisibility({ contentVisibilityAuto: true })
  ? getComputedStyle(element).contentVisibility === 'auto' : drawn(element);

// As VisibleText.Tidy folds it, in one line: characters that nobody sees left out, the slanted letters of formulas as letters, letters
// with their accents as one.
const unseen = /[\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/g;
const letters = [[0x1d434, 26, 65], [0x1d44e, 26, 97], [0x1d6e2, 25, 0x391], [0x1d6fc, 25, 0x3b1]];
const letter = c => letters.map(([from, count, to]) => [c.codePointAt(0) - from, count, to])
  .filter(([at, count]) => at >= 0 && at < count).map(([at, , to]) => String.fromCharCode(to + at))[0] ?? c;
const tidy = text => (text ?? '').replace(unseen, '').replace(/[\s\u0085]+/g, ' ').trim()
  .replace(/\u210e/g, 'h').replace(/[\u{1d434}-\u{1d714}]/gu, letter).normalize('NFC');

const isButton = element => element.localName === 'input' && ['submit', 'reset', 'button'].includes(element.type);
const isReplaced = element =>
  ['img', 'textarea', 'iframe', 'video', 'audio', 'canvas', 'embed', 'meter', 'progress', 'input'].includes(element.localName);
// Whether an object shows what it loads, and nothing of what stands in it.
const isLoaded = element => {
  if (element.localName !== 'object') return false;
  const within = document.createRange();
  within.selectNodeContents(element);
  return within.getClientRects().length === 0;
};
const isSvg = element => element.namespaceURI === 'http://www.w3.org/2000/svg';
// A whole drawing, not one within another.
const isDrawing = element => element.localName === 'svg' && isSvg(element)
  && (!isSvg(element.parentElement ?? document.body) || element.parentElement.localName === 'foreignObject');
const isDrawnPart = element => isSvg(element) && (element.localName === 'g' || element.localName === 'svg');
const isShapeToUse = element => isSvg(element) && ['defs', 'symbol', 'clipPath', 'mask', 'marker', 'pattern'].includes(element.localName);
const parentOf = node => node.assignedSlot ?? node.parentElement ?? node.getRootNode().host ?? null;
// What stands in one of these is drawn by a slot of its own, which has no name.
const hasOwnSlot = element => element.localName === 'object' || element.localName === 'marquee';
const childrenOf = element => element.shadowRoot ? element.shadowRoot.childNodes
  : hasOwnSlot(element) ? [...element.childNodes].filter(node => !node.slot)
  : element instanceof HTMLSlotElement && element.assignedNodes().length > 0 ? element.assignedNodes() : element.childNodes;

// The elements that innerText does not do justice to, and all that they stand in.
const walked = (root, without) => {
  const found = new Set();
  for (const element of all(root))
    if (element.shadowRoot || element instanceof HTMLSlotElement || isButton(element) || without && element.matches(without)
      || isShapeToUse(element) && element.querySelector('text') || waits(element))
      for (let at = element; at && !found.has(at); at = parentOf(at)) found.add(at);
  if (root.shadowRoot || waits(root)) found.add(root);
  return found;
};

const plain = { visibility: 'visible', textTransform: 'none', whiteSpaceCollapse: 'collapse' };

// White space collapses along a line, over the borders of the elements that stand in it.
class Flow {
  text = ''; #gap = false; #fresh = true; #last = ' '; #before = ' '; #word = ' '; #ended = ' ';
  #lineEndsFirst = false; #lineEndsHere = false; #gapBeganHere = false;
  add(data, style, language) {
    const keeps = /^(preserve|preserve-spaces|break-spaces)$/.test(style.whiteSpaceCollapse);
    this.#gapBeganHere = this.#lineEndsHere = false;
    for (const c of this.#cased(data, style.textTransform, language))
      if (keeps || !/[ \t\n\r]/.test(c)) this.#write(c, style.visibility === 'visible');
      else if (c === '\n' && style.whiteSpaceCollapse === 'preserve-breaks') this.line();
      else this.#space(c === '\n', style.visibility === 'visible');
    if (this.#gapBeganHere && this.#lineEndsFirst && this.#before === '\u200b' && this.#last === ' ' && !this.#fresh) {
      this.#gap = false; this.#last = '\u200b';
    }
  }
  // Before a mark of direction, which a browser writes itself, a line may break: what it stands between does not touch.
  isolate() { if (this.#last === '\u200b') this.#last = '\u2069'; }
  mayBreak() { this.#stand('\u200b', this.#word); }
  // Around a quotation a browser writes marks, which stand in the line and are no text of the page.
  openQuotation() { this.#stand('“', '“'); }
  closeQuotation() {
    const mark = /[ \u200b]/.test(this.#last) ? '”' : this.#last;
    this.#stand(mark, mark);
  }
  #stand(c, word) { this.#flush(); this.#fresh = false; this.#last = c; this.#word = word; }
  line() { this.text += '\n'; this.cut(); }
  tab() { this.text += '\t'; this.cut(); }
  open() { this.#flush(); this.cut(); }
  close() { this.#word = this.#within; this.#fresh = this.#gap = false; this.#last = '\ufffc'; }
  // The last character of the box that ends. A word goes on behind a block that floats.
  get #within() { return this.#fresh ? this.#ended : this.#word; }
  end(edge, afloat) {
    const within = this.#within;
    edge();
    this.#ended = within;
    if (afloat) this.#word = within;
  }
  endWord() { this.#word = ' '; }
  cut() { this.#gap = false; this.#fresh = true; this.#last = this.#word = this.#ended = ' '; }
  aside(write) {
    const here = [this.#gap, this.#fresh, this.#last, this.#before, this.#word, this.#lineEndsFirst];
    write();
    [this.#gap, this.#fresh, this.#last, this.#before, this.#word, this.#lineEndsFirst] = here;
  }
  #space(ends, visible) {
    this.#word = ' ';
    if (this.#last !== ' ' && !this.#fresh) {
      this.#gap = visible; this.#gapBeganHere = true;
      this.#before = this.#last; this.#last = ' '; this.#lineEndsFirst = false;
    }
    this.#lineEndsHere ||= ends;
    this.#lineEndsFirst ||= ends && this.#gapBeganHere;
  }
  #write(c, visible) {
    // A line that ends beside a place where lines may break anyway leaves no space.
    if ((this.#lineEndsFirst || this.#lineEndsHere) && (c === '\u200b' || this.#before === '\u200b')) this.#gap = false;
    this.#flush();
    if (visible) this.text += c;
    this.#fresh = this.#lineEndsHere = false;
    this.#last = this.#word = c;
  }
  #flush() { if (this.#gap) this.text += ' '; this.#gap = false; }
  #cased(data, transform, language) {
    if (transform.includes('uppercase')) return data.toLocaleUpperCase(language);
    if (transform.includes('lowercase')) return data.toLocaleLowerCase(language);
    if (!transform.includes('capitalize')) return data;
    let before = this.#word;
    // After letters of scripts without spaces a word begins.
    const alone = /\p{Script=Thai}|\p{Script=Lao}|\p{Script=Myanmar}|\p{Script=Khmer}|[\u3005\u3040-\u30ff\uff66-\uff9f]|\p{Script=Han}/u;
    return [...data].map(c => {
      const starts = /\p{L}/u.test(c) && (before === '\u200b' || alone.test(before) || !/[\p{L}\p{Nd}\p{M}\p{Cf}_'’·]/u.test(before));
      // A character that nobody sees belongs to the one before it, white space as well.
      if (!/\s/.test(before) || c === '\u200b' || !/\p{Cf}/u.test(c)) before = c;
      return starts ? this.#titled(c, c.toLocaleUpperCase(language)) : c;
    }).join('');
  }
  // A letter whose capitals are several stays as it is; of one that stands for two, the first is large.
  #titled(c, large) {
    const digraphs = 'ǄǅǆǇǈǉǊǋǌǱǲǳ', at = digraphs.indexOf(c);
    return at >= 0 ? digraphs[at - at % 3 + 1] : [...large].length > 1 ? c : large;
  }
}

// The text of an element as people see it; without that of some elements in it, where a selector of them is given.
const textOf = (root, without = null) => {
  if (!root || !drawn(root)) return '';
  const special = walked(root, without);
  const style = getComputedStyle(root);
  if (special.size === 0 && root instanceof HTMLElement && style.display !== 'contents') return root.innerText;
  const out = new Flow();
  let afterCell = false, afterRow = false;

  const showsText = (parent, style) => isSvg(parent) && parent.localName !== 'foreignObject' ? parent.closest('text') !== null
    : parent instanceof MathMLElement
      ? ['mi', 'mn', 'mo', 'ms', 'mtext', 'mtable', 'mtr', 'mtd'].includes(parent.localName) || !/math/.test(style.display)
    : parent.localName !== 'details' || parent.open;
  const isNoTablePart = element => isReplaced(element) || isDrawing(element)
    || ['fieldset', 'button', 'select'].includes(element.localName);
  const skips = (element, style) => style.contentVisibility === 'hidden' && style.display !== 'contents'
    && (isNoTablePart(element) || isDrawnPart(element)
      || !/^(inline|ruby.*|(inline-)?table|table-(row|caption|.+-group))$/.test(style.display));
  const content = (element, style) => {
    if (skips(element, style)) return;
    if (isButton(element)) {
      out.add(element.getAttribute('value') ?? { submit: 'Submit', reset: 'Reset' }[element.type] ?? '',
        { ...plain, visibility: style.visibility });
      out.endWord();
    }
    else if (element.localName === 'br') { if (style.visibility === 'visible') out.line(); }
    else if (element instanceof HTMLSelectElement) choices(element, style);
    else if (element.localName === 'wbr') out.mayBreak();
    else if (!isReplaced(element) && !isLoaded(element)) {
      const quoted = element.localName === 'q' && !/flex|grid/.test(style.display);
      if (quoted) out.openQuotation();
      let afterText = false;
      for (const node of childrenOf(element)) {
        if (!isTableSpace(node, style, afterText)) add(node, element, style);
        if (node.nodeType !== Node.COMMENT_NODE) afterText = node.nodeType === Node.TEXT_NODE;
      }
      if (quoted) out.closeQuotation();
    }
  };
  const choice = (option, style) => {
    if (style.visibility !== 'visible' || skips(option, style)) {
      if (!/inline|contents/.test(style.display)) out.cut();
      return;
    }
    out.line(); out.add(option.text, plain); out.line();
  };
  // A group begins on a line, also one of nothing.
  const choices = (element, style) => {
    for (const part of element.querySelectorAll('option, optgroup'))
      if (part.localName === 'optgroup') out.line();
      else choice(part, style);
  };
  // White space between the parts of a table is none of its text.
  const isTableSpace = (node, style, afterText) =>
    node.nodeType === Node.TEXT_NODE && !afterText && /^table-(row|.+-group)$/.test(style.display)
    && !/^(preserve|preserve-spaces|break-spaces)$/.test(style.whiteSpaceCollapse) && !/[^ \t\n\r\f]/.test(node.data);
  // Whether it stands in the line of a ruby, where nothing has a line of its own.
  const inRuby = element => {
    for (let at = parentOf(element); at; at = parentOf(at)) {
      const display = getComputedStyle(at).display;
      if (display === 'ruby') return true;
      if (!/^(inline|contents|ruby-text)$/.test(display)) return false;
    }
    return false;
  };
  // A group of choices begins with its name on a line of its own, which is no text of the page.
  const inLine = (element, style) => {
    if (element.localName === 'optgroup') out.cut();
    const isolated = style.unicodeBidi !== 'normal' || style.display === 'ruby' || style.display === 'ruby-text' && inRuby(element);
    if (isolated) out.isolate();
    content(element, style);
    if (isolated) out.isolate();
  };
  // What stands in a row beside a cell, and is none, has a cell drawn around it.
  const endCell = (around, next) => {
    if (afterCell && around.display === 'table-row' && !/^(table-cell|contents)$/.test(next)) out.tab();
  };
  // A part of a table; where it stands in none, a browser draws one around it.
  const apart = (goesOn, element, style, around) => {
    const inLine = around.display === 'inline';
    if (goesOn && style.visibility === 'visible') out.line();
    else if (goesOn || !inLine) out.cut();
    afterCell = false;
    out.open(); content(element, style); out.close();
    out.endWord();
    if (!inLine) out.cut();
  };
  const block = (element, style) => {
    const visible = style.visibility === 'visible' && !skips(element, style);
    const edge = () => visible && element.localName !== 'select' ? out.line() : out.cut();
    const afloat = style.float !== 'none' || /absolute|fixed/.test(style.position);
    const write = () => {
      edge();
      if (visible && !special.has(element) && element.localName !== 'select' && !isReplaced(element) && element instanceof HTMLElement)
        out.add(element.innerText, { ...plain, whiteSpaceCollapse: 'preserve' });
      else content(element, style);
      out.end(edge, afloat);
    };
    if (afloat && !visible) out.aside(write); else write();
  };
  const add = (node, parent, around) => {
    if (node.nodeType === Node.TEXT_NODE && showsText(parent, around)) {
      if (/[^ \t\n\r\f]/.test(node.data)) {
        endCell(around, 'inline');
        afterCell = afterRow = false;
      }
      out.add(node.data, around, parent.closest('[lang]')?.lang || undefined);
    }
    if (node.nodeType !== Node.ELEMENT_NODE || isShapeToUse(node) || without && node.matches(without)) return;
    const style = getComputedStyle(node), display = style.display;
    if (display === 'none' || /^table-column/.test(display) || (display === 'contents' ? folded(node) : !drawn(node))) return;
    endCell(around, display);
    const noTablePart = isNoTablePart(node);
    if (node instanceof HTMLOptionElement) { if (display !== 'contents') choice(node, style); }
    else if (display === 'contents' || node.localName === 'wbr') content(node, style);
    else if (/^table-(cell|row)$/.test(display) && noTablePart) { out.cut(); content(node, style); out.cut(); }
    else if (/^table-.+-group$/.test(display) && !noTablePart) apart(false, node, style, around);
    else if (display === 'table-row') { apart(afterRow, node, style, around); afterRow = true; afterCell = false; }
    else if (display === 'table-cell') { apart(afterCell, node, style, around); afterRow = false; afterCell = true; }
    else {
      afterCell = afterRow = false;
      const inline = /^(inline|inline list-item|ruby|ruby-text|math)$/.test(display);
      const atomic = /^(-webkit-)?inline-|^inline flow-root/.test(display) || inline && (noTablePart || node.localName === 'math')
        || (/list-item/.test(display) || display === 'block' && isSvg(node)) && inRuby(node);
      if (node.localName === 'p' || !inline && !atomic) block(node, style);
      else if (!atomic) inLine(node, style);
      else { out.open(); content(node, style); out.close(); }
    }
  };
  content(root, style);
  return out.text;
};
