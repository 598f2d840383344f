// Unpacks the test browser into TMPDIR; run as a process of its own because the package reads TMPDIR when imported.
const { default: chromium } = await import('@sparticuz/chromium')
process.stdout.write(await chromium.executablePath())
