// The CSS display value of each HTML element in a document without style sheets: how the standard's
// own style sheet (15.3) has it, as the browser knows it.
() => {
  const NAMES =
    "a abbr address area article aside audio b base basefont bdi bdo bgsound big blink " +
    "blockquote body br button canvas caption center cite code col colgroup data datalist dd " +
    "del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer " +
    "form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins " +
    "kbd keygen label legend li link listing main map mark marquee menu meta meter multicol " +
    "nav nextid nobr noembed noframes noscript object ol optgroup option output p param " +
    "picture plaintext pre progress q rb rp rt rtc ruby s samp script search section select " +
    "slot small source spacer span strike strong style sub summary sup table tbody td " +
    "template textarea tfoot th thead time title tr track tt u ul var video wbr xmp";
  const values = {};
  for (const name of NAMES.split(" ")) {
    const element = document.createElement(name);
    if (name === "dialog") element.open = true;
    document.body.append(element);
    values[name] = getComputedStyle(element).display;
    element.remove();
  }
  return values;
}
