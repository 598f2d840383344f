/**
 * The colours of people. The server chooses an index per person and article; CSS classes `person-0` to `person-11`
 * give it a light and a dark value, each at least 4.5:1 against the page.
 */
export const PALETTE_SIZE = 12
