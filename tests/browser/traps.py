"""Small pages, each of which has something that is easily got wrong."""

HTML = "text/html; charset=utf-8"
XHTML = "application/xhtml+xml"

XHTML_DTD = '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "xhtml1-strict.dtd" [%s]>'

# The content of an html element, well-formed.
XHTML_TRAPS = {
    "empty elements": "<head><script src='x'/><title/><style/></head><body><textarea/><iframe src='1'/><select/>"
    "<noscript/><template/><xmp/><plaintext/><svg xmlns='http://www.w3.org/2000/svg'/><a href='2'/>"
    "<a href='3'>x<b/>y<p/>z</a></body>",
    "entities of the dtd": "<a href='/&eacute;?&eacute;&amp;x'>caf&eacute;&nbsp;&hellip;&Alpha;&fnof; &lt;b&gt;</a>",
    "entities of the page": "<p>&link; &out;<a href='&path;'>&words;</a></p>",
    "attributes by default": "<a href='1'>x</a><a href='2' title='y'>z</a>",
    "sections of text": "<script><![CDATA[<a href='1'>x</a>]]></script><a href='2'>a<![CDATA[ <b>&amp; ]]>c</a>",
    "prefixes": "<h:a xmlns:h='http://www.w3.org/1999/xhtml' href='1'>x</h:a><a xmlns='urn:y' href='2'>y</a>"
    "<b:a xmlns:b='urn:y' href='3'>z</b:a><a b:href='4' xmlns:b='urn:y'>v</a>",
    "names in upper case": "<A href='1'>x</A><a HREF='2'>y</a><TITLE>no</TITLE><IMG/><a href='3'><BR/>z</a>",
    "svg and math": "<svg xmlns='http://www.w3.org/2000/svg' xmlns:l='http://www.w3.org/1999/xlink'>"
    "<a l:href='1'><text>x</text></a><a href='2'>y</a><style>z</style></svg>"
    "<math xmlns='http://www.w3.org/1998/Math/MathML'><mtext href='3'>x</mtext><a href='4'>y</a></math>",
    "bases": "<template><base href='/no/'/></template><a href='1' xml:base='http://no.example/'>x</a>"
    "<base target='x'/><base href='/b/'/><base href='/no/'/>",
    "what html moves": "<a href='1'>x<a href='2'>y</a>z</a><table><a href='3'>v</a></table><p><p><a href='4'>w</a></p>"
    "</p><form action='5'><form action='6'/></form><a href='7'><div>u</div></a>",
    "content of replaced elements": "<textarea><a href='1'>x</a></textarea><iframe><a href='2'>y</a></iframe>"
    "<noscript><a href='3'>z</a></noscript><noframes><a href='4'>v</a></noframes><select><a href='5'>w</a></select>",
    "a head": "<head><title>a<!-- b -->c &amp; <b>d</b></title><link rel='canonical' href='1'/><link rel='alternate' "
    "href='2'/><meta name='robots' content='nofollow'/><meta charset='koi8-r'/><?x y?></head><body lang='de' "
    "xml:lang='en'>\u00e9<area href='3' alt='x'/><a href='4' hreflang='de' rel='ugc'><img alt='y'/></a></body>",
    "hidden": "<p hidden=''>x<a href='1'>y</a></p><a href='2'>z<i hidden='hidden'>no</i></a>",
}
XHTML_DECLARATIONS = """<!ENTITY words 'the &eacute; <b>words</b>'><!ENTITY link "<a href='/e'>&words;</a>">
<!ENTITY path 'a/b'><!ENTITY out SYSTEM 'no.txt'><!ATTLIST a title CDATA 'T'>"""

# What stands in UTF-8 here is sent in UTF-8.
HTML_TRAPS = {
    "an unclosed link in paragraphs": "<p><a href=1>one<p>two<p>three",
    "a link in a link": "<a href=1>x<a href=2>y</a>z</a>",
    "a link around blocks": "<a href=1><b>x<div>y</b>z</div>",
    "links and formatting crossed": "<b><a href=1>x<i>y</a>z</b>v</i><a href=2>w<p>u</a>t",
    "a link before a table": "<a href=1><table><tr><td>x<td><a href=2>y</a></table>z",
    "a link in a table, outside of cells": "<table><a href=1>x<tr><a href=2>y<td>z</table>v",
    "forms in a form": "<form action=1>x<form action=2>y</form>z</form><form action=3>v",
    "a form with a field named action": "<form action=1><input name=action><input name=parentNode>",
    "a form in a table": "<table><form action=1><tr><td><input></form><td><a href=2>x</table>",
    "text before the end of a form": "<a href=1><form action=2>x</form>y</a>z",
    "links in svg": "<svg><a href=1 xlink:href=2>x</a><a xlink:href=3><text>y</text></a><A HREF=4>z</A>" "</svg>",
    "links in math": "<math><a href=1>x</a><mtext><a href=2>y</a></mtext></math>",
    "html in svg": "<svg><desc><a href=1>x</a></desc><foreignObject><a href=2>y</a></foreignObject></svg>",
    "titles in svg": "<svg><title>no</title></svg><title>yes</title><a href=1><svg><title>x</title></svg>" "</a>",
    "two titles": "<title> a\n&amp;&nbsp;b </title><title>c</title><body><a href=1><title>d</title>x</a>",
    "a late base": "<a href=1>x</a><base target=y><base href=/z/><base href=/no/><a href=2>x</a>",
    "a base elsewhere": "<base href='//b.example:80/x/../y/#z'><a href=1>x</a><a href=#y>z</a>",
    "a base that is none": "<base href=data:,x><a href=1>x</a>",
    "noscript": "<noscript><link rel=canonical href=1><meta http-equiv=refresh content=0;2></noscript>"
    "<body><noscript><a href=3>x</a><iframe src=4></iframe></noscript>",
    "noscript in the head with a link": "<head><noscript><a href=1>x</a></noscript>",
    "template": "<template><a href=1>x</a></template><a href=2>y<template>z</template></a>",
    "a shadow root": "<div><template shadowrootmode=open><a href=1>x</a></template><a href=2>y</a></div>",
    "hidden in a link": "<a href=1>x<span hidden>y</span><i hidden=until-found>z</i><img hidden alt=q><img "
    "alt=v></a>",
    "a hidden link": "<div hidden>w<a href=1>x<b hidden>y</b><img alt=z></a></div><a hidden href=2>v</a>",
    "a link that goes on hidden": "<a href=1>x <div hidden>y</div><a href=2>z",
    "lines": "<a href=1>x<br>y<div>z</div>v<p>w</a><a href=2>x<span>y</span> z<td>v</td></a>",
    "elements on lines of their own": "".join(
        f"<a href={name}>x<{name}>y</{name}>z</a>\n"
        for name in "address article aside blockquote center dd details dialog dir dl dt fieldset figcaption figure "
        "footer h1 header hgroup hr legend li listing main menu nav ol p pre search section summary ul xmp "
        "abbr acronym bdo button code em font ins label map mark object output picture q ruby s slot u unknown".split()
    ),
    "elements whose content is not shown": "".join(
        f"<a href={name}>x<{name}>y</{name}>z</a>\n"
        for name in "audio canvas datalist iframe noembed noframes rp script style textarea title video".split()
    ),
    "markup that is text": "<iframe><a href=1></iframe><textarea><a href=2></textarea><xmp><a href=3></xmp>"
    "<noembed><a href=4></noembed><noframes><a href=5></noframes><title><a href=6></title>"
    "<a href=7>x</a>",
    "plaintext": "<a href=1>x</a><plaintext><a href=2>y</a>",
    "characters": "<a href=1>\x01a&nbsp; " "b&#x200B;c&shy;d&#x202E;e&#xFEFF;f&#133;g\x7f&zwj;h&#x2028;i\u3000j</a>",
    "references": "<a href='?a=1&copy=2&amp;b&lt=3&notit;&ltx'>&notit; &amp;amp; &#0; &#x110000; "
    "&NotEqualTilde;</a>",
    "a long anchor": f"<a href=1>{'x' * 1023}é<img alt='{'y' * 1020}\U0001F600z'></a><a href=2>{'x' * 1024} y</a>",
    "areas": "<area href=1 alt=' x  y '><map><area href=2><area alt=z></map>",
    "images": "<a href=1>x<img><img alt=y></a><a href=2><image alt=z></a><a href=3><svg><image alt=v " "/></svg></a>",
    "frames": "<frameset><frame src=1><frameset><frame src=' '><noframes><a href=2>x</a></noframes>" "</frameset>",
    "empty references": "<a href>x</a><a href=''>y</a><a href=' '>z</a><form action></form><iframe src>"
    "</iframe><area href>",
    "the page itself": "<a href=#>x</a><a href=page#y>z</a><a href=./page>v</a><a href=?>w</a><form action=#>"
    "</form>",
    "user names": "<a href=http://u:p@a.example/>x</a><a href=//u@fake.test/page#y>z</a>",
    "references with odd bytes": "<a href=' \t\nhttp://A.example:80\\b\n\\..\\c d?e f\"#g '>x</a><a href='%zz?%zz'>"
    "y</a><a href='/{|}`^~<>?{|}`^~<>\"'>v</a><a href=http:rel>w</a><a href=https:rel>"
    "u</a><a href=///x//y>t</a>",
    "references that are none": "<a href='http://['>x</a><a href=http://>y</a><a href=http://a.example:99999/>z</a><a "
    "href=mailto:x>v</a><a href=javascript:x>w</a><a href=//>t</a>",
    "host names": "<a href=http://b\xfccher.example/\xe9?\xe9>x</a><a href=http://0x7f.1/>y</a><a "
    "href=http://[::1]/>z</a><a href=http://xn--a/>v</a><a href=http://a_b.example/>w</a>"
    "<a href=http://fa\xdf.example./>u</a>",
    "rel": "<a href=1 rel='NoFollow\tUGC'>x</a><a href=2 rel=nofollowed>y</a><a href=3 "
    "rel='x\nsponsored'>z</a><iframe src=4 rel=nofollow></iframe>",
    "robots": "<meta name=' ROBOTS ' content='NoIndex; none'><a href=1>x</a><meta name=robot " "content=noindex>",
    "alternates": "<link rel='x ALTERNATE' href=1><link rel='alternate stylesheet' href=2><link "
    "rel=canonical href=' '><link rel=alternate type=' application/RSS+xml ; charset=x' "
    "href=3><link rel='canonical alternate' href=4><body><link rel=canonical href=5>",
    "attributes twice": "<a href=1 href=2 HREF=3>x</a><a title='<a href=4>' href=5>y</a><a href = '6'>z</a>"
    "<a/href=7/>v</a>",
    "labels": "<a href=1 aria-label=' x\n y' title='z&shy; &amp;' hreflang=' de ' type=' a/b '>x</a>"
    "<link rel=alternate href=2 hreflang=d\u00e9 type=x title=y><iframe src=3 title=z></iframe>",
    "comments": "<!--><a href=1>x</a>--><!---><a href=2>y</a>--><!-- --!><a href=3>z</a><!x><a href=4>"
    "v</a><?x><a href=5>w</a></x <a href=6>u</a><!--<a href=7>--",
    "scripts": "<script><!--<script></script><a href=1>--></script><a href=2>x</a><script>'</script>"
    "<a href=3>'</script>",
    "cdata": "<![CDATA[<a href=1>]]><svg><![CDATA[<a href=2>]]><a href=3><![CDATA[x<b>]]></a></svg>",
    "zero bytes": "<a href='1\x00'>x\x00y</a><a hr\x00ef=2>z</a><\x00a href=3>v</a><svg><a href=4>" "w\x00</a></svg>",
    "isindex": "<a href=1>x<isindex action=2 prompt=y>z</a>",
    "an end after eof": "<a href=1>x</a><a href=2",
    "links in select": "<select><option>x<a href=1>y</a></select><a href=2>z</a>",
    "main in an inline element": "<a href=1><span>x<main hidden>y</span>z",
    "end tags in svg": "<svg></p><iframe src=1></iframe></svg>",
} | {
    f"refresh {content}": f'<meta http-equiv=REFRESH content="{content}"><meta http-equiv=refresh content=1;second>'
    for content in [
        "0; url=1",
        "0;URL = '1' x",
        ".5,1",
        "0url=1",
        "0; url",
        "0; 'x' y",
        "x",
        "5",
        "0;ur l=1",
        "0 1",
        "-1; 1",
    ]
}

# (content type, bytes)
BYTE_TRAPS = {
    "windows-1252": (
        "text/html",
        b"<meta charset=latin1><a href='?\xe9\x80&#960;#\xe9'>\x80\xe9\x92</a>",
    ),
    "euc-jp": ("text/html; charset=euc-jp", b"<a href='\xa4\xa2?\xa4\xa2&eacute;'>\xa4\xa2</a>"),
    "shift_jis": ("text/html; charset=shift_jis", b"<a href='?\x83\x5c\x83\x7c'>\x83\x5c\xb1</a>"),
    "gb18030": ("text/html; charset=gb2312", b"<a href='?\xc4\xe3\x81\x30\x81\x30'>\xc4\xe3</a>"),
    "iso-2022-jp": (
        "text/html; charset=iso-2022-jp",
        b"<a href='?\x1b$B$\"\x1b(B'>\x1b$B$\"\x1b(B</a>",
    ),
    "utf-16 by its mark": (
        "text/html; charset=utf-8",
        "\ufeff<a href='?\u00e9'>\u00e9</a>".encode("utf-16-le"),
    ),
    "utf-8 by its mark": (
        "text/html; charset=latin1",
        "\ufeff<a href='?\u00e9'>\u00e9</a>".encode(),
    ),
    "utf-16 by a meta": ("text/html", "<meta charset=utf-16><a href='?\u00e9'>\u00e9</a>".encode()),
    "bad utf-8": ("text/html; charset=utf-8", b"<a href='?\xe9'>\xe9\xf0\x9f</a>"),
    "no label": ("text/html", "<a href='?\u00e9'>\u00e9</a>".encode()),
    "xhtml": (
        XHTML,
        b"<html xmlns='http://www.w3.org/1999/xhtml'><title>t</title><a href='1&amp;2'>x<b/>y</a></html>",
    ),
    "xml that is no xhtml": ("text/xml", b"<html><a href='1'>x</a></html>"),
    "xhtml in a prefix": (
        XHTML,
        b"<h:html xmlns:h='http://www.w3.org/1999/xhtml'><h:title>t</h:title><h:a href='1'>x</h:a><a href='2'/>"
        b"</h:html>",
    ),
    "xhtml of type text/xml": (
        "text/xml",
        b"<html xmlns='http://www.w3.org/1999/xhtml'><script/><title>t</title><a href='1'>x</a></html>",
    ),
    "xhtml that declares its encoding": (
        XHTML,
        b"<?xml version='1.0' encoding='iso-8859-1'?><html xmlns='http://www.w3.org/1999/xhtml'><title/>"
        b"<a href='?\xe9'>\xe9</a></html>",
    ),
    "xhtml with html's declaration of an encoding": (
        XHTML,
        "<html xmlns='http://www.w3.org/1999/xhtml'><meta charset='koi8-r'/>"
        "<a href='?\u00e9'>\u00e9</a></html>".encode(),
    ),
    "some bad utf-8": (HTML, "<a href='?\u00e9\u00e8'>\u00e9\u00e8</a>".encode() + b"<a href='/\xe9'>\xe9</a>"),
    "xhtml that is broken": (
        XHTML,
        b"<html xmlns='http://www.w3.org/1999/xhtml'><p><a href='1'>x<br>y</a></html>",
    ),
}
