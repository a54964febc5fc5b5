// What the document's DOM has of links, by the rules in README.md: evaluated in the page, whose own
// scripts are off. `display` maps the name of each HTML element to its CSS display value without
// any style sheet but the browser's own; `tag_attribute` is the attribute that numbers the source's
// start tags of `a`, so that the elements which the parser cloned from one tag make one link.
(display, tag_attribute) => {
  const SPACES = "\\t\\n\\f\\r ";
  const FEED_TYPES = [
    "application/rss+xml", "application/atom+xml", "application/feed+json", "application/json",
  ];
  const URL_BYTES_MAX = 8192;
  const TEXT_BYTES_MAX = 1024; // of an anchor, an alternative text, a title, a label
  const HTML = "http://www.w3.org/1999/xhtml";
  const SVG = "http://www.w3.org/2000/svg";
  const XLINK = "http://www.w3.org/1999/xlink";

  // Shown in place of their content, which is a fallback.
  const REPLACED = ["audio", "canvas", "iframe", "textarea", "video"];
  // Of SVG and MathML, never rendered where they stand.
  const NEVER_RENDERED = [
    "title", "desc", "metadata", "defs", "symbol", "clipPath", "mask", "marker", "pattern",
    "linearGradient", "radialGradient", "annotation", "annotation-xml",
  ];
  const WITHOUT_WORDS = ["script", "style", "template"];

  // A list of tokens as people write it.
  const words = (list) =>
    (list ?? "").toLowerCase().split(/[^!#-&*+\-.\/0-:=?@A-Z^_a-z~]+/);
  const trimmed = (text) => text.replace(new RegExp(`^[${SPACES}]+|[${SPACES}]+$`, "g"), "");
  const unmarked = (text) => text.replaceAll(new RegExp(` ${tag_attribute}=\\d+ `, "g"), "");

  const rendered = (text) => {
    const shown = unmarked(text)
      .replace(/[\t-\r \x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g, " ")
      .replace(/[\0-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e]/g, "")
      .replace(/[\u2060-\u206f\ufeff\ufff9-\ufffb]/g, "")
      .replace(/ +/g, " ")
      .replace(/([\u200c\u200d]{2})[\u200c\u200d]+/g, "$1")
      .replace(/(^| )[\u200c\u200d]+/g, "$1")
      .replace(/[\u200c\u200d]+( |$)/g, "$1")
      .replace(/ +/g, " ")
      .replace(/^ | $/g, "");
    const bytes = new TextEncoder().encode(shown);
    let end = Math.min(bytes.length, TEXT_BYTES_MAX);
    while (end < bytes.length && (bytes[end] & 0xc0) === 0x80) --end;
    return new TextDecoder().decode(bytes.subarray(0, end)).replace(/ $/, "");
  };

  const token = (text) => /^[ -~]{0,128}$/.test(trimmed(text)) ? trimmed(text) : "";

  const resolver = document.createElementNS(HTML, "a");
  const resolved = (reference) => {
    resolver.setAttribute("href", unmarked(reference));
    return resolver.href;
  };
  const page_url = document.URL.replace(/#.*/s, "");

  // The URL as it is stored, or null where the reference is no link.
  const target = (reference) => {
    const href = resolved(reference);
    if (!URL.canParse(href)) return null;
    const url = new URL(href);
    if (url.protocol !== "http:" && url.protocol !== "https:") return null;
    url.hash = url.username = url.password = "";
    if (href.includes("#") && url.href === page_url) return null;
    return url.href.length > URL_BYTES_MAX ? null : url.href;
  };

  // HTML Standard, "shared declarative refresh steps": undefined where nothing is asked for, ""
  // where the page itself is.
  const refresh_reference = (content) => {
    const time = new RegExp(`^[${SPACES}]*(\\d+|(?=\\.))[\\d.]*(?=[;,${SPACES}]|$)`).exec(content);
    if (time === null) return undefined;
    let rest = content.slice(time[0].length);
    rest = rest.replace(new RegExp(`^[${SPACES}]*[;,]?[${SPACES}]*`), "");
    rest = rest.replace(new RegExp(`^url[${SPACES}]*=[${SPACES}]*`, "i"), "");
    const quote = rest[0];
    return quote === '"' || quote === "'" ? rest.slice(1).split(quote)[0] : rest;
  };

  const page = {
    url: document.URL,
    base: unmarked(document.baseURI),
    encoding: document.characterSet.toLowerCase(),
    has_parse_error: document.querySelector("parsererror") !== null,
    title: "",
    nofollow: false,
    noindex: false,
    links: [],
  };
  const link_by_tag = new Map();
  const open_links = [];
  let has_refresh = false;
  let has_met_base = false;
  let picture = null; // the title of one that is being read
  const titled = [];
  let hidden_depth = 0;
  let is_in_title = false;
  let has_title = false;
  let position = 0; // grows with everything that could stand between two words

  const ancestors = () => {
    const names = [];
    for (let node = walker.currentNode.parentElement; node; node = node.parentElement) {
      names.push(node.localName);
    }
    return names;
  };

  const add = (kind, reference, element) => {
    const url = target(reference);
    if (url === null) return null;
    const rel = words(element.getAttribute("rel"));
    const link = {
      kind, url, anchor: "", alt: "",
      ugc: rel.includes("ugc"),
      sponsored: rel.includes("sponsored"),
      aria_label: rendered(element.getAttribute("aria-label") ?? ""),
      link_title: rendered(element.getAttribute("title") ?? ""),
      hreflang: token(element.getAttribute("hreflang") ?? ""),
      media_type: token(element.getAttribute("type") ?? ""),
      nofollow: ["nofollow", "ugc", "sponsored"].some((word) => rel.includes(word)),
      ancestors: ancestors(),
    };
    page.links.push(link);
    return link;
  };

  const add_where_given = (kind, reference, element) => {
    if (reference !== null && trimmed(reference) !== "") add(kind, reference, element);
  };

  const open_anchor = (element) => {
    let reference = element.getAttribute("href");
    if (element.namespaceURI === SVG) reference ??= element.getAttributeNS(XLINK, "href");
    const tag = element.getAttribute(tag_attribute);
    let entry = {
      text: "", link: null, element, has_image: false, closed_at: null,
      is_hidden: hidden_depth > 0,
    };
    if (tag !== null && link_by_tag.has(tag)) {
      entry = link_by_tag.get(tag);
      entry.element = element;
      if (entry.closed_at !== position) entry.text += " ";
    } else if (reference !== null) {
      entry.link = add("href", reference, element);
      if (tag !== null) link_by_tag.set(tag, entry);
    }
    open_links.push(entry);
  };

  const shown_open_links = () =>
    open_links.filter((entry) => hidden_depth === 0 || entry.is_hidden);
  const add_text = (text) => {
    ++position;
    for (const entry of shown_open_links()) entry.text += text;
  };

  const add_meta = (element) => {
    const content = element.getAttribute("content") ?? "";
    const name = trimmed(element.getAttribute("name") ?? "").toLowerCase();
    if (name === "robots" || name === "anchord") {
      const directives = content.toLowerCase().split(new RegExp(`[,;${SPACES}]+`));
      page.noindex ||= directives.includes("none") || directives.includes("noindex");
      page.nofollow ||= directives.includes("none") || directives.includes("nofollow");
    }
    if (element.getAttribute("http-equiv")?.toLowerCase() !== "refresh") return;
    const reference = has_refresh ? undefined : refresh_reference(content);
    has_refresh ||= reference !== undefined;
    const before_base = (text) => URL.canParse(text, page_url) ? new URL(text, page_url).href : text;
    if (reference) add("redirect", has_met_base ? reference : before_base(reference), element);
  };

  const add_link_element = (element) => {
    const rel = words(element.getAttribute("rel"));
    const href = element.getAttribute("href");
    if (rel.includes("canonical")) add_where_given("canonical", href, element);
    if (!rel.includes("alternate") || rel.includes("stylesheet")) return;
    const type = trimmed((element.getAttribute("type") ?? "").split(";")[0]).toLowerCase();
    add_where_given(FEED_TYPES.includes(type) ? "rss" : "alternate", href, element);
  };

  const on_open = {
    a: open_anchor,
    area: (element) => {
      const href = element.getAttribute("href");
      const link = href === null ? null : add("href", href, element);
      if (link) link.alt = rendered(element.getAttribute("alt") ?? "");
    },
    base: (element) => { has_met_base ||= element.hasAttribute("href"); },
    br: () => add_text(" "),
    form: (element) => add_where_given("form", element.getAttribute("action"), element),
    frame: (element) => add_where_given("frame", element.getAttribute("src"), element),
    iframe: (element) => add_where_given("frame", element.getAttribute("src"), element),
    img: (element) => {
      for (const entry of shown_open_links()) {
        if (entry.link && !entry.has_image) {
          entry.link.alt = rendered(element.getAttribute("alt") ?? "");
        }
        entry.has_image = true;
      }
    },
    link: add_link_element,
    meta: add_meta,
    title: () => { is_in_title = true; },
  };

  const is_hiding = (element) => {
    const hidden = element.getAttribute("hidden");
    if (hidden !== null && hidden.toLowerCase() !== "until-found") return true;
    if (element.namespaceURI !== HTML) return NEVER_RENDERED.includes(element.localName);
    return REPLACED.includes(element.localName) || display[element.localName] === "none";
  };

  const is_block = (element) =>
    element.namespaceURI === HTML &&
    /^(block|list-item|flow-root|table|table-.*)$/.test(display[element.localName]);

  const is_picture_title = (element) =>
    element.namespaceURI === SVG && element.localName === "title";

  const open = (element) => {
    if (is_picture_title(element)) picture = { text: "", entries: shown_open_links() };
    if (hidden_depth > 0 || is_hiding(element)) ++hidden_depth;
    if (is_block(element)) add_text(" ");
    if (element.namespaceURI === HTML) on_open[element.localName]?.(element);
    if (element.namespaceURI === SVG && element.localName === "a") open_anchor(element);
  };

  const close = (element) => {
    if (picture && is_picture_title(element)) {
      const title = rendered(picture.text);
      for (const entry of picture.entries) if (title !== "") entry.picture ??= title;
      titled.push(...picture.entries);
      picture = null;
    }
    if (open_links.at(-1)?.element === element) {
      const entry = open_links.pop();
      entry.closed_at = position;
      if (entry.link) entry.link.anchor = rendered(entry.text);
    }
    if (element.localName === "title" && element.namespaceURI === HTML) {
      is_in_title = false;
      has_title = true;
    }
    if (is_block(element)) add_text(" ");
    if (hidden_depth > 0 && --hidden_depth === 0) ++position;
  };

  const walker = document.createTreeWalker(
    document, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT | NodeFilter.SHOW_CDATA_SECTION);

  const enter = (node) => {
    if (node.nodeType === Node.ELEMENT_NODE) return open(node);
    if (node.nodeType !== Node.DOCUMENT_NODE) {
      if (picture) picture.text += node.data;
      if (!is_in_title) add_text(node.data);
      else if (!has_title) page.title += node.data;
    }
  };

  // The tree is walked through the walker alone: a form's own properties may be its fields.
  const leave_to_next = () => {
    while (true) {
      const node = walker.currentNode;
      if (node.nodeType === Node.ELEMENT_NODE) close(node);
      if (walker.nextSibling()) return true;
      if (!walker.parentNode()) return false;
    }
  };

  do {
    enter(walker.currentNode);
    const is_wordless = WITHOUT_WORDS.includes(walker.currentNode.localName);
    if (is_wordless || !walker.firstChild()) {
      if (!leave_to_next()) break;
    }
  } while (true);

  for (const { link, picture } of titled) {
    if (link && link.anchor === "" && link.alt === "") link.alt = picture ?? "";
  }
  page.title = rendered(page.title);
  for (const link of page.links) link.nofollow ||= page.nofollow;
  return page;
}
