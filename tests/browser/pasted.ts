/** Small pages in the shapes in which other programs put HTML on the clipboard, and the blocks they mean. */

type Pasted = { readonly html: string; readonly blocks: readonly string[] }

/** Everything in a bold that is none, formats as styles, levels beside the items, lists inside lists. */
export const GOOGLE_DOCS: Pasted = {
  html: `<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-0a1b"><h1 dir="ltr" style="line-height:1.38;margin-top:20pt;"><span style="font-size:20pt;font-family:Arial,sans-serif;color:#000000;font-weight:400;">New trays</span></h1><p dir="ltr" style="line-height:1.38;"><span style="font-weight:400;font-style:normal;text-decoration:none;">Lines are </span><span style="font-weight:700;font-style:normal;text-decoration:none;">shorter</span><span style="font-weight:400;font-style:italic;text-decoration:none;"> and calmer</span><span style="font-weight:400;">, says </span><a href="https://example.org/kim" style="text-decoration:none;"><span style="color:#1155cc;font-weight:400;text-decoration:underline;">Kim</span></a><span style="font-weight:400;">.</span></p><br /><ul style="margin-top:0;"><li dir="ltr" style="list-style-type:disc;font-weight:400;" aria-level="1"><p dir="ltr" role="presentation"><span style="font-weight:400;">one</span></p></li><ul><li dir="ltr" aria-level="2"><p dir="ltr" role="presentation"><span style="font-weight:400;">two</span></p></li><ol><li dir="ltr" aria-level="3"><p dir="ltr" role="presentation"><span>three</span></p></li></ol></ul><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span>four</span></p></li></ul><p dir="ltr"><span>first line</span><span><br /></span><span>second line</span></p><div dir="ltr" align="left"><table style="border:none;"><colgroup><col width="100" /><col width="100" /></colgroup><tbody><tr style="height:0pt"><td><p dir="ltr"><span>Monday</span></p></td><td><p dir="ltr"><span>12 minutes</span></p></td></tr></tbody></table></div></b><br class="Apple-interchange-newline">`,
  blocks: [
    'h2: New trays',
    'p: Lines are [bold|shorter][italic| and calmer], says [link https://example.org/kim|Kim].',
    'ul0: one',
    'ul1: two',
    'ol2: three',
    'ul0: four',
    'p: first line/second line',
    'p: Monday',
    'p: 12 minutes',
  ],
}

/** Lists as paragraphs that say their level in a style, signs as text, empty paragraphs of a no-break space. */
export const WORD: Pasted = {
  html: `<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40"><head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><meta name=Generator content="Microsoft Word 15"><style><!-- p.MsoNormal {margin:0in; font-family:"Calibri",sans-serif;} @list l0:level1 {mso-level-number-format:bullet;} --></style></head><body lang=EN-US style='tab-interval:.5in'><!--StartFragment-->
<h1>New trays<o:p></o:p></h1>
<p class=MsoNormal>Lines are <b>shorter</b> and <i style='mso-bidi-font-style:normal'>calmer</i>,
says <a href="https://example.org/kim">Kim</a>.<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
<p class=MsoListParagraphCxSpFirst style='text-indent:-.25in;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='font-family:Symbol'><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>one<o:p></o:p></p>
<p class=MsoListParagraphCxSpMiddle style='margin-left:1.0in;text-indent:-.25in;mso-list:l0 level2 lfo1'><![if !supportLists]><span style='font-family:"Courier New"'><span style='mso-list:Ignore'>o<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span></span><![endif]>two<o:p></o:p></p>
<p class=MsoListParagraphCxSpLast style='text-indent:-.25in;mso-list:l1 level1 lfo2'><![if !supportLists]><span style='mso-list:Ignore'>1.<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp;&nbsp; </span></span><![endif]>first<o:p></o:p></p>
<p class=MsoNormal>No<span style='mso-spacerun:yes'>  </span>break<del cite="mailto:a">deleted</del><o:p></o:p></p>
<table class=MsoTableGrid border=1><tr><td width=312 valign=top><p class=MsoNormal>Monday<o:p></o:p></p></td><td><p class=MsoNormal>12 minutes<o:p></o:p></p></td></tr></table>
<!--EndFragment--></body></html>`,
  blocks: [
    'h2: New trays',
    'p: Lines are [bold|shorter] and [italic|calmer], says [link https://example.org/kim|Kim].',
    'ul0: one',
    'ul1: two',
    'ol0: first',
    'p: No break',
    'p: Monday',
    'p: 12 minutes',
  ],
}

/** Clean elements, every one with a style of its own; lists inside items. */
export const LIBRE_OFFICE: Pasted = {
  html: `<!DOCTYPE html><html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"/><title></title><meta name="generator" content="LibreOffice 7.4.7.2 (Linux)"/><style type="text/css">@page { size: 8.5in 11in } p { line-height: 115% }</style></head><body lang="en-US" link="#000080" dir="ltr"><h2 class="western">New trays</h2>
<p style="line-height: 100%; margin-bottom: 0in">Lines are <b>shorter</b> and <i>calmer</i>, <u>under</u> and <s>gone</s>.</p>
<p style="line-height: 100%; margin-bottom: 0in"><br/>
</p>
<ul>
	<li><p style="margin-bottom: 0in">one</p>
	<ul>
		<li><p style="margin-bottom: 0in">two</p></li>
	</ul></li>
	<li><p>three</p></li>
</ul>
<ol>
	<li><p>first</p>
	<ul>
		<li><p>inner</p></li>
	</ul>
	</li>
	<li><p>second</p></li>
</ol>
<blockquote>“Quieter.”</blockquote>
<pre class="western">let x = 1
  let y = 2</pre>
<h3 class="western">Then</h3>
<p>last</p>
</body></html>`,
  blocks: [
    'h2: New trays',
    'p: Lines are [bold|shorter] and [italic|calmer], [underline|under] and [strike|gone].',
    'ul0: one',
    'ul1: two',
    'ul0: three',
    'ol0: first',
    'ul1: inner',
    'ol0: second',
    'quote: “Quieter.”',
    'code: let x = 1/  let y = 2',
    'h3: Then',
    'p: last',
  ],
}

/** Sections, definition lists, highlighted code, tables, pictures from elsewhere, addresses that lead nowhere else. */
export const WEB_PAGE: Pasted = {
  html: `<meta charset='utf-8'><section class="story"><header><h1 class="title" id="trays">New trays</h1></header>
<div class="lead"><div>Lines are <strong class="x">shorter</strong>.</div></div>
<p>Read <a href="/about" rel="me">about us</a>, <a href="https://example.org/?a=1&amp;b=2"><em>this</em></a> or <a href="mailto:kim@example.org">write</a>.<img src="https://elsewhere.example/pixel.gif" width="1" height="1"></p>
<figure class="wide"><picture><source srcset="https://elsewhere.example/a.webp"><img src="https://elsewhere.example/a.jpg" alt="A stack of trays" loading="lazy"></picture><figcaption>The <em>new</em> trays</figcaption></figure>
<blockquote cite="https://elsewhere.example"><p>One.</p><p>Two.</p></blockquote>
<pre><code class="language-js"><span class="k">let</span> x
let y</code></pre>
<ul><li>one</li><li>two<ol><li>inner</li></ol></li></ul>
<dl><dt>Term</dt><dd>Meaning</dd></dl>
<hr>
<table><thead><tr><th>Day</th><th>Minutes</th></tr></thead><tbody><tr><td>Monday</td><td><b>12</b></td></tr></tbody></table>
<p>&nbsp;</p><p><br></p><footer><small>Fin</small></footer></section>`,
  blocks: [
    'h2: New trays',
    'p: Lines are [bold|shorter].',
    'p: Read about us, [italic, link https://example.org/?a=1&b=2|this] or [link mailto:kim@example.org|write].',
    'figure(no picture, A stack of trays): The [italic|new] trays',
    'quote: One.',
    'quote: Two.',
    'code: let x/let y',
    'ul0: one',
    'ul0: two',
    'ol1: inner',
    'p: Term',
    'p: Meaning',
    'rule:',
    'p: Day',
    'p: Minutes',
    'p: Monday',
    'p: [bold|12]',
    'p: Fin',
  ],
}

/** Every part of it wants to run something, fetch something or lead somewhere it should not. */
export const HOSTILE: Pasted = {
  html: `<script>window.hacked = 1</script><style>@import url(https://elsewhere.example/a.css)</style><link rel="stylesheet" href="https://elsewhere.example/b.css">
<p onclick="window.hacked = 2" onmouseover="window.hacked = 3">words<img src="x" onerror="window.hacked = 4"><svg onload="window.hacked = 5"><script>window.hacked = 6</script></svg></p>
<p><a href="javascript:window.hacked=7">one</a> <a href=" jAvAsCrIpT:window.hacked=8">two</a> <a href="data:text/html,<script>window.hacked=9</script>">three</a> <a href="vbscript:x">four</a></p>
<iframe srcdoc="<script>parent.hacked = 10</script>"></iframe><object data="https://elsewhere.example/c"></object><embed src="https://elsewhere.example/d">
<form action="https://elsewhere.example"><input autofocus onfocus="window.hacked = 11" value="x"><button>Go</button></form>
<figure><img src="/images/../api/articles" alt="trap"><figcaption>caption</figcaption></figure>
<p data-kind="headline">not a headline</p><p data-kind="constructor">a paragraph</p><p data-list="bullet" data-kind="p" data-indent="99">deep</p>
<video autoplay src="https://elsewhere.example/e.mp4"></video><math><mtext><img src=y onerror="window.hacked = 12"></mtext></math>`,
  blocks: [
    'p: words',
    'p: one two three four',
    'p: Go',
    'figure(no picture, trap): caption',
    'h2: not a headline',
    'p: a paragraph',
    'ul8: deep',
  ],
}
