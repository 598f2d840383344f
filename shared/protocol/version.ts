/** The two numbers of the handshake. A page sends both with its address; one that is too old gets 4409. */

/** Grows when a message of docs/protocol.md changes its meaning. */
export const PROTOCOL_VERSION = 1
/** Grows when an old page would show or write an article wrongly. 2: it would show what decisions have taken away. */
export const SCHEMA_VERSION = 2
