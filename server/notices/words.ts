/** The words of mail, in the languages in which the server writes. A subject says nothing that anybody has written. */

import type { MailLanguage, NoticeKind } from '../../shared/notices.ts'

type Words = {
  readonly subject: (count: number) => string
  readonly urgentSubject: string
  readonly hello: (name: string) => string
  readonly inArticle: (title: string) => string
  readonly untitled: string
  readonly somebody: string
  readonly did: Readonly<Record<NoticeKind, (name: string) => string>>
  readonly more: (count: number) => string
  readonly why: string
  readonly muteArticle: string
  readonly muteAll: string
  readonly codeSubject: string
  readonly code: (code: string, minutes: number) => string
}

export const WORDS: Readonly<Record<MailLanguage, Words>> = {
  en: {
    subject: (count) => (count === 1 ? 'Galley: 1 new comment' : `Galley: ${count} new comments`),
    urgentSubject: 'Galley: somebody asks for you',
    hello: (name) => `Hello ${name},`,
    inArticle: (title) => `In “${title}”:`,
    untitled: 'Untitled',
    somebody: 'Somebody',
    did: {
      assigned: (name) => `${name} assigned you a comment`,
      mention: (name) => `${name} mentioned you`,
      reply: (name) => `${name} replied`,
      thread: (name) => `${name} commented on your article`,
      resolved: (name) => `${name} resolved your comment`,
      answered: () => 'The author answered you',
    },
    more: (count) => `and ${count} more`,
    why: 'You get this because you asked for mail about comments in your settings.',
    muteArticle: 'No more mail about this article',
    muteAll: 'No more mail at all',
    codeSubject: 'Galley: your code',
    code: (code, minutes) =>
      `Your code is ${code}\n\nType it into the settings of Galley within ${minutes} minutes. If you did not ask for it, do nothing: no mail will come.`,
  },
  ko: {
    subject: (count) => `Galley: 새 댓글 ${count}개`,
    urgentSubject: 'Galley: 누군가 회원님을 찾습니다',
    hello: (name) => `${name} 님, 안녕하세요.`,
    inArticle: (title) => `「${title}」`,
    untitled: '제목 없음',
    somebody: '누군가',
    did: {
      assigned: (name) => `${name} 님이 댓글을 맡겼습니다`,
      mention: (name) => `${name} 님이 회원님을 언급했습니다`,
      reply: (name) => `${name} 님이 답글을 달았습니다`,
      thread: (name) => `${name} 님이 회원님의 글에 댓글을 달았습니다`,
      resolved: (name) => `${name} 님이 회원님의 댓글을 해결했습니다`,
      answered: () => '글쓴이가 답했습니다',
    },
    more: (count) => `외 ${count}개`,
    why: '설정에서 댓글 알림 메일을 신청하셔서 보내 드립니다.',
    muteArticle: '이 글에 관한 메일 그만 받기',
    muteAll: '모든 메일 그만 받기',
    codeSubject: 'Galley: 확인 코드',
    code: (code, minutes) =>
      `확인 코드는 ${code}입니다.\n\n${minutes}분 안에 Galley 설정에 입력해 주세요. 요청하지 않으셨다면 아무것도 하지 않으셔도 됩니다. 메일은 오지 않습니다.`,
  },
}
