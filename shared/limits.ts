/** Every bound of the product in one place, each with its unit and the reason for its size. */

const KiB = 1024
const MiB = 1024 * KiB

// ---- text
/** One update. A paste of 50,000 words is about 300 KiB. */
export const updateBytesMax = 1 * MiB
/** Structs of one update that are new: a paste of 50,000 words is about 2,000. */
export const updateStructsMax = 50_000
/** Steps that Yjs takes to find the places of one update's items: half a second. A thousand insertions, each where a thousand others were made meanwhile. */
export const updateStepsMax = 1_000_000
/** What takes more is tried in a thread of its own: 15 to 25 ms in which every other room waits. */
export const stepsInRoomMax = 50_000
/** The same for new items and deletions of one update: some 5 to 10 µs each. A paste of 50,000 words has about 2,000. */
export const partsInRoomMax = 4_000
/** One run of ids whose text is gone: more than anybody types and deletes, far from where clocks lose precision. */
export const deletedUnitsMax = 2 ** 24
/** One string item, UTF-16 units. */
export const stringUnitsMax = 200_000
/** Depth of a list item, counted from 0. */
export const indentMax = 8
export const altUnitsMax = 2_000
export const creditUnitsMax = 500
/** An address: of a link, of an image. */
export const addressUnitsMax = 2_000
export const titleUnitsMax = 300
/** The whole article as one Yjs update; beyond it no more is admitted (4413). */
export const articleBytesMax = 64 * MiB

// ---- suggestions
/** Records are numbered from above all that are known; who has taken a greater number than this is not followed. */
export const recordNumberMax = 1_000_000_000
/** Runs of ids that one record names: a deletion across a whole article of many hands. */
export const recordRangesMax = 2_000
/** Characters that one record is about: a whole article. */
export const recordUnitsMax = 2_000_000
/** Ranges that all records of one person in an article may name together: each is looked at when its characters are read. */
export const recordRangesPerPersonMax = 100_000
/** Of these the records that one person may have about the same character: more than there are formats, because each is looked at wherever that is read. */
export const recordsOverOneMax = 100
/** Words that the list of suggestions gives of a record, UTF-16 units. */
export const listedUnitsMax = 2_000
/** Why somebody decided as they did, in a line or two. */
export const reasonUnitsMax = 1_000
/** Suggestions that one decision is about; who wants to decide more decides twice. */
export const decidedAtOnceMax = 2_000
/** Of each suggestion that was decided, the words that are kept in the log. */
export const decidedQuoteUnitsMax = 200
/** Suggestions of which one entry of the log keeps what they were. */
export const decidedPartsMax = 50
/** What a person suggested further apart than this in time is not one card, in ms. */
export const cardGapMs = 10 * 60_000
/** How long what was decided against is kept in the doc, unseen, so that the decision can be taken back. */
export const decidedTextDays = 7
/** What is kept of one decision so that it can be taken back, as JSON: some thousand suggestions of a whole article. Beyond it a decision is for good. */
export const reversalUnitsMax = 1_000_000
/** Decisions in one answer. */
export const decisionsPageMax = 100
/** Deleted characters that an open article remembers, so that an undo gives them back to their authors. */
export const erasedUnitsMax = 1_000_000

// ---- threads
/** Runs of ids that one anchor names: a selection across a whole article of many hands. */
export const anchorRangesMax = 2_000
/** Characters of one anchor: a whole article. */
export const anchorUnitsMax = 500_000
/** An anchor's words are kept up to here: enough to know them again. */
export const anchorQuoteUnitsMax = 300
/** What is kept of the words on each side of an anchor. */
export const anchorContextUnits = 32
/** One comment, UTF-16 units. */
export const commentUnitsMax = 5_000
export const mentionsPerCommentMax = 20
export const threadsPerArticleMax = 5_000
/** Comments, resolutions and the like of one thread. */
export const entriesPerThreadMax = 1_000
/**
 * All threads of an article: words and anchors in UTF-16 units, and so many more for each thread, entry and reaction. A page asks
 * for all of it when it opens, so whoever may comment must not make it as much as they like.
 */
export const threadUnitsMax = 16_000_000
export const unitsPerThread = 200
export const unitsPerReaction = 30
/** What is not a comment may still come to a full thread: it can be resolved. */
export const actsBeyondMax = 100
/** And to a full article. */
export const actUnitsBeyondMax = 1_000_000

// ---- notices and mail
/** Notices in one answer. */
export const noticesPageMax = 50
export const noticesKeptMs = 180 * 24 * 60 * 60_000
/** What a notice shows of what was said, UTF-16 units. */
export const noticeExcerptUnits = 140
/** What is read of a comment for that: its mentions are longer than the names they become. */
export const noticeBodyUnits = 600
/** What is urgent goes by mail after this long, if it was not read in the page by then. */
export const urgentAfterMs = 30_000
/** The rest goes as one mail after so much quiet, or at the latest after so long. */
export const digestQuietMs = 10 * 60_000
export const digestLatestMs = 2 * 60 * 60_000
/** How often it is looked what is due. */
export const mailTickMs = 10_000
/** Notices that one mail names; of more it says how many. */
export const noticesPerMailMax = 30
/** A code that confirms an address: how long it is good, and how often one may be tried. */
export const mailCodeMs = 15 * 60_000
export const mailCodeTriesMax = 5
/** Codes that one account may have sent in an hour. */
export const mailCodesPerHour = 5

// ---- client ids
/** Pairs that a `hello` hands out beside the one in use, for tabs that open without a connection. */
export const sparePairs = 3
/** Ids of one person in one article; each costs every transaction some 0.28 µs for ever. */
export const clientIdsPerPersonMax = 100

// ---- socket
export const awarenessBytesMax = 2 * KiB
/** While somebody types on, `saved` comes at most so often by itself; after a pause it never waits. */
export const savedEveryMs = 400
/** The server says something at least this often: the stock provider gives up after 30 s of silence. */
export const aliveEveryMs = 20_000
/** A connection whose unsent bytes pass this gets no more until it has drained, then a state as one update. */
export const unsentBytesMax = 4 * MiB
/** A frame from a client: an update and its header. */
export const frameBytesMax = updateBytesMax + 64
export const connectionsPerAccountMax = 50
export const connectionsPerRoomMax = 1_000
/** Of these, what guests leave to people with accounts: who has a link can be many guests, and must not shut out who made it. */
export const placesForMembers = 200
/** Sockets of one guest, who has one link's article open, on a few devices at most. */
export const connectionsPerGuestMax = 10
/** Frames of one connection: typing, its caret and the stock provider's echoes together stay under a third of it. */
export const framesPerSecond = 150
export const framesBurst = 1_000
/** Bytes of one connection: a paste of the largest size at once, then a megabyte every few seconds. */
export const bytesPerSecond = 256 * KiB
export const bytesBurst = 4 * MiB
/** Milliseconds of the server's time for one connection: a key takes a hundredth of one, the worst update half a second. */
export const workMsPerSecond = 100
export const workMsBurst = 1_000
/** An account may say so many times what one connection may. */
export const budgetsPerAccount = 4
/** A connection that wants more than its budget for this long is closed (4529). */
export const slowedMaxMs = 60_000
/** Messages for one connection alone that are kept while it reads too slowly. */
export const linesKeptMax = 1_000
/** Updates of one connection that wait for what is missing before them. */
export const gapsHeldMax = 1_000
/** Presence that only renews itself is passed on this often; clients forget a state after 30 s. */
export const presenceRenewMs = 20_000
/** Whoever asks for all states again and again is answered so often: what they hear is a hundred thousand times what they say. */
export const presenceAnsweredEveryMs = 1_000
/** A state that nobody renewed for this long is removed. */
export const presenceSilentMs = 30_000
/** How often a room looks for silent states. */
export const presenceTickMs = 5_000
/** Rebuilds that one person may cause in a minute before being read-only for ten. */
export const rebuildsPerMinuteMax = 3
export const readOnlyAfterRebuildsMs = 10 * 60_000
/** Frames in which one message may come: programs send one, browsers cut a large message into pieces of 16 KiB or more. */
export const fragmentsMax = 256
/** Pieces of the network's of which one frame may be put together: 2 MiB in the smallest packets of a bad line. */
export const framePiecesMax = 16 * 1024
/** Sockets from one address: a school behind one. */
export const connectionsPerAddressMax = 3_000
/** Attempts to open one, from one address: that school after a restart. */
export const upgradesPerSecond = 200
export const upgradesBurst = 5_000
/** The same of one account: all its tabs, again and again on a bad line. */
export const accountUpgradesPerSecond = 2
export const accountUpgradesBurst = 100
/** Those that came to nothing and were told why, from one address: a class whose sign-ins have ended. Others get no answer but 429. */
export const failedUpgradesPerSecond = 2
export const failedUpgradesBurst = 200
/** Connections from one address before anything is asked on them, where no proxy stands in front: six a browser, for a school. */
export const linesPerAddressMax = 6_000

// ---- trials: updates that may take long, tried on a copy of the article in a thread of their own
/** How long one may take, the opening of the copy included; then its thread is ended. Half a second on an idle machine; only its room waits. */
export const trialMsMax = 10_000
/** How much slower to open one may leave the article: the room opens it again, and so does every reader from then on. */
export const addedLoadMsMax = 50
/** Those of all rooms that wait for the thread: some minutes of it at the worst, and more than that nobody waits for. */
export const trialsWaitingMax = 100
/** Of one account, in all articles: whoever else has one waits for no more than these. */
export const trialsPerAccountMax = 2
/** Of one person in one article. Nobody makes an update of thousands of parts by hand more often. */
export const trialsPerMinuteMax = 6
/** What a room holds back while one of its updates is tried: some seconds of a class that types. */
export const heldBackMax = 5_000
export const heldBackBytesMax = 8 * MiB

// ---- room and journal
/** A room without connections stays open this long for a reload. */
export const idleRoomMs = 30_000
/** An open room in which nobody wrote for this long keeps its article as bytes, a tenth of a doc's memory. */
export const roomDozesAfterMs = 60_000
/** The title and the date of the last change follow the text after so much quiet. */
export const titleQuietMs = 2_000
/** Changes made by other processes are looked for this often, so that a role reaches open sockets within 2 s. */
export const changesPollMs = 1_000
/** Pages are told that members, links or requests have changed at most this often: each of them asks for all of it then. */
export const membersToldEveryMs = 1_000
/** A checkpoint is taken at the latest after this many log rows for each begun MiB of the article: opening stays cheap, and so does writing much. */
export const checkpointAfterRows = 500
/** The journal refuses more than this waiting for the disk: the room closes instead. */
export const journalBytesMax = 16 * MiB

// ---- people and requests
export const bodyBytesMax = 1 * MiB
export const imageBytesMax = 20 * MiB
/** All pictures of one article: some five hundred photos. */
export const articleImageBytesMax = 1024 * MiB
export const imagePixelsMax = 50_000_000
export const passwordUnitsMin = 8
export const passwordUnitsMax = 128
export const displayNameUnitsMax = 60
export const userNameUnitsMax = 30
/** A name as somebody types it to sign in: nobody's is longer in any spelling. */
export const typedNameUnitsMax = 200
export const tokensPerAccountMax = 50
/** Requests of one account: a page asks for some twenty when it opens, a program may go on at its pace. */
export const requestsPerSecond = 20
export const requestsBurst = 400
/** Of one account at the same time; each may hold a body. */
export const requestsAtOnceMax = 40
/** Milliseconds of the server's time for reading whole articles for one account: some forty of 50,000 words at once, then two a second. */
export const readMsPerSecond = 100
export const readMsBurst = 2_000
/** Exports of personal data by one account: each reads every article that the person has written in. */
export const exportsPerMinute = 6
export const exportsBurst = 5
/** Pictures of one account on their way; the next ones wait: each is held whole in memory. */
export const uploadsAtOnceMax = 3
/** Requests from one address, the page's files included: a school that opens the page in the same minute. */
export const addressRequestsPerSecond = 1_000
export const addressRequestsBurst = 20_000
/** Those of them by nobody signed in: a class that follows an invitation at once needs some ten each. */
export const strangerRequestsPerSecond = 20
export const strangerRequestsBurst = 1_000
export const strangerBodyBytesMax = 16 * KiB
/** Passwords compared or set from one address, 80 ms of a core each: a class that signs in at once. */
export const passwordsPerSecond = 3
export const passwordsBurst = 150
/** Addresses and accounts that are counted; the one unused for longest is forgotten first. */
export const countedKeysMax = 20_000
/** Sends nothing of its request for so long after connecting, and is cut. */
export const requestHeadMsMax = 20_000
/** A line on which nothing is asked stays open for so long: longer than proxies (60 s) keep theirs, or they ask on one that is closing. */
export const idleLineMs = 75_000
/** Wrong passwords in one window: for one name, and from one address (a whole classroom shares one). */
export const failuresPerNameMax = 10
export const failuresPerAddressMax = 100
/** For one name, from an address with too many: who guesses there must not shut out everybody beside them. */
export const failuresPerNameThereMax = 2
export const throttleWindowMs = 15 * 60_000

// ---- sharing
export const groupNameUnitsMax = 60
export const groupsMax = 500
export const groupMembersMax = 1_000
export const linksPerArticleMax = 50
/** Accounts that one link may let in, all in all. */
export const linkUsesMax = 500
/** A link that ends by itself does so within a year. */
export const linkDaysMax = 365
/** New guests in one window: by one link, and from one address (a whole classroom shares one, and may come twice). */
export const guestsPerLinkMax = 100
export const guestsPerAddressMax = 100
export const accessRequestsPerArticleMax = 200
/** A freeze may be set so far ahead. */
export const freezeAheadMsMax = 2 * 365 * 24 * 60 * 60_000
export const versionNameUnitsMax = 100
export const versionsPerArticleMax = 1_000

// ---- classes
export const classNameUnitsMax = 60
/** What a class calls a student; it becomes a display name. */
export const handleUnitsMax = 40
/** A year group; a review session allocates as many. */
export const studentsPerClassMax = 500
export const classesPerTeacherMax = 200
export const teachersPerClassMax = 20
/** Lines of a pasted roster. */
export const rosterLinesMax = 2_000
/** Texts that one student may be asked to review. */
export const studentQuotaMax = 20
/** A student's time, in percent of everybody's. */
export const timePercentMin = 50
export const timePercentMax = 400
/** Joining is open for so long, then there is a new code: a code that somebody photographed is soon worth nothing. */
export const joiningMs = 30 * 60_000
/** Characters of a code, of 31 each: 900 million. */
export const classCodeLength = 6
/** Wrong handles under one code in one window: of 40 students each may mistype twice and more. */
export const joinFailuresPerCodeMax = 100
/** Wrong codes and handles on the whole server in one window: with ten codes open day and night one would be met in a year, and then a handle is still to be guessed. */
export const joinFailuresMax = 2_000
/** Of those, what an address that did not guess may still come to when all others together have used them up. */
export const joinFailuresThereMax = 50
/** Wrong handles of classmates that one account names as who writes with them, in one window. */
export const classmateFailuresMax = 20
/** Who write one text of a review session together. */
export const textAuthorsMax = 20
/** A class's students are erased at a moment within so many years. */
export const classYearsMax = 5
/** How long before that moment the page warns of it. */
export const erasureWarningMs = 21 * 24 * 60 * 60_000
/** How often it is looked which class is due. */
export const retentionTickMs = 60_000

// ---- repeated requests
/** Answers kept for requests that are sent again under the same Idempotency-Key, and for how long. */
export const keptAnswersMax = 10_000
export const keptAnswersMs = 24 * 60 * 60_000
/** Acts are kept for a school year and its holidays. */
export const auditKeptMs = 365 * 24 * 60 * 60_000
/** Rows of the audit log in one answer. */
export const auditPageMax = 500
/** Failed sign-ins under names that nobody has are noted so often, by the minute: the log says that somebody guesses, not each guess. */
export const unknownFailuresPerMinute = 10

// ---- peer reviews
/** A reviewer who has begun and does nothing for so long may be stuck: the board says so. */
export const reviewIdleMs = 4 * 60_000
/** People, and texts, of one review session. */
export const reviewPeopleMax = 500
/** Reviews that one text may be meant to have, and that somebody may offer beyond their share. */
export const reviewsPerTextMax = 20
export const reviewExtraMax = 20
/** Questions of one rubric. */
export const reviewCriteriaMax = 30
/** Remarks of one review of which its reviewer says what they do. */
export const reviewMarksMax = 500
/** And about which anything is said, so that there is always room for what the teacher and the author say. */
export const reviewRemarksMax = 2_000
/** A text that a teacher pastes for everybody to try the questions on. */
export const sampleUnitsMax = 40_000
/** A file whose words are taken. */
export const wordFileBytesMax = 20 * 1024 * 1024
/** Remarks of a teacher's own about one text. */
export const teacherNotesMax = 50
export const sessionsPerClassMax = 200
/** One update that came late: a lesson's typing is some 50 KiB. As JSON it fits in a body. */
export const lateBytesMax = 512 * KiB
/** What one author may have waiting for one text. */
export const lateCountMax = 20
export const lateBytesPerAuthorMax = 1 * MiB
/** A soft wish about a pair weighs so much at most, for or against. */
export const reviewWishMax = 10
