/** The picture of the sample story, drawn here so that it needs no file and belongs to nobody else. */

import sharp from 'sharp'

const WIDTH = 1600
const HEIGHT = 900

export async function drawNightBus() {
  const bytes = await sharp(Buffer.from(nightBus())).webp({ quality: 86 }).toBuffer()
  return { bytes: new Uint8Array(bytes), type: 'image/webp', width: WIDTH, height: HEIGHT }
}

// Shapes only: letters would depend on the fonts of the machine.
const nightBus = () => `
<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 1600 900">
  <defs>
    <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
      <stop offset="0" stop-color="#14213d"/><stop offset="0.62" stop-color="#35507a"/><stop offset="1" stop-color="#7a86a3"/>
    </linearGradient>
    <linearGradient id="beam" x1="1" y1="0" x2="0" y2="0">
      <stop offset="0" stop-color="#ffe9b0" stop-opacity="0.75"/><stop offset="1" stop-color="#ffe9b0" stop-opacity="0"/>
    </linearGradient>
    <radialGradient id="lamp"><stop offset="0" stop-color="#ffe9b0" stop-opacity="0.8"/><stop offset="1" stop-color="#ffe9b0" stop-opacity="0"/></radialGradient>
  </defs>
  <rect width="1600" height="900" fill="url(#sky)"/>
  ${STARS.map(([x, y, r]) => `<circle cx="${x}" cy="${y}" r="${r}" fill="#f4f1de" opacity="0.8"/>`).join('')}
  <circle cx="1230" cy="205" r="112" fill="#f4e7c3"/>
  <circle cx="1195" cy="180" r="17" fill="#e5d5a8"/><circle cx="1258" cy="238" r="25" fill="#e5d5a8"/><circle cx="1270" cy="160" r="11" fill="#e5d5a8"/>
  <path d="M0 610 L190 470 L350 560 L560 420 L800 580 L1010 460 L1240 590 L1420 500 L1600 590 V900 H0 Z" fill="#22335a"/>
  <path d="M0 680 C220 590 420 650 640 640 S1100 560 1600 660 V900 H0 Z" fill="#192747"/>
  <rect y="742" width="1600" height="158" fill="#10182c"/>
  ${[60, 330, 600, 870, 1140, 1410].map((x) => `<rect x="${x}" y="826" width="130" height="9" rx="4" fill="#e9c46a" opacity="0.75"/>`).join('')}
  <path d="M520 690 L40 650 V800 L520 735 Z" fill="url(#beam)"/>
  <g>
    <rect x="505" y="395" width="720" height="345" rx="38" fill="#c8443a"/>
    <rect x="505" y="640" width="720" height="100" rx="30" fill="#a8352d"/>
    <rect x="505" y="590" width="720" height="16" fill="#f1e3c6"/>
    <rect x="530" y="435" width="86" height="140" rx="16" fill="#ffeebd"/>
    ${[640, 770, 900, 1090].map((x) => `<rect x="${x}" y="435" width="108" height="112" rx="12" fill="#ffe29a"/>`).join('')}
    <rect x="1018" y="435" width="58" height="270" rx="10" fill="#7d2822"/><rect x="1027" y="446" width="40" height="240" rx="6" fill="#ffdf91"/>
    <circle cx="700" cy="512" r="21" fill="#6b3f35"/><path d="M668 547 q32 -44 64 0 Z" fill="#6b3f35"/>
    <circle cx="948" cy="514" r="20" fill="#4b4a6b"/><path d="M918 547 q30 -42 60 0 Z" fill="#4b4a6b"/>
    <circle cx="1146" cy="512" r="21" fill="#5d6b4b"/><path d="M1114 547 q32 -44 64 0 Z" fill="#5d6b4b"/>
    <rect x="640" y="404" width="250" height="22" rx="8" fill="#301613"/>
    ${[656, 684, 700, 740, 756, 784, 812, 840].map((x, index) => `<rect x="${x}" y="411" width="${index % 3 === 0 ? 20 : 11}" height="8" rx="3" fill="#ffb84d"/>`).join('')}
    <circle cx="525" cy="692" r="20" fill="#fff3c9"/>
    ${[655, 1150].map((x) => `<circle cx="${x}" cy="742" r="62" fill="#0b1120"/><circle cx="${x}" cy="742" r="29" fill="#8d99ae"/><circle cx="${x}" cy="742" r="10" fill="#2b3450"/>`).join('')}
  </g>
  <circle cx="1400" cy="352" r="170" fill="url(#lamp)"/>
  <rect x="1392" y="340" width="16" height="410" fill="#0b1120"/>
  <circle cx="1400" cy="332" r="44" fill="#2a9d8f"/><rect x="1379" y="318" width="42" height="24" rx="6" fill="#f1faee"/><circle cx="1388" cy="347" r="5" fill="#f1faee"/><circle cx="1412" cy="347" r="5" fill="#f1faee"/>
  ${[
    [1475, 1, '#f2cc8f'],
    [1540, 0.86, '#81b29a'],
  ]
    .map(
      ([x, scale, coat]) =>
        `<g transform="translate(${x} 752) scale(${scale})"><circle cy="-196" r="25" fill="#d9a98a"/><path d="M-35 0 V-120 Q0 -236 35 -120 V0 Z" fill="${coat}"/></g>`,
    )
    .join('')}
</svg>`

const STARS = [
  [90, 90, 3],
  [210, 190, 2],
  [300, 70, 3],
  [420, 230, 2],
  [520, 110, 3],
  [640, 60, 2],
  [720, 200, 3],
  [830, 120, 2],
  [930, 280, 2],
  [1000, 80, 3],
  [1400, 90, 2],
  [1480, 220, 3],
  [1550, 120, 2],
  [130, 330, 2],
  [610, 300, 2],
] as const
