/** The routes: which screen an address shows, each loaded when it is first needed, and who may see it. */

import { lazy, type ReactNode, Suspense } from 'react'
import { Redirect, Route, Switch, useLocation } from 'wouter'
import { AccountContext, useMe } from './account.ts'
import { codeOf } from './api.ts'
import { withMoreWords } from './language.ts'
import { Broken, NotFound, NotSetUp } from './pages/plain.tsx'
import { Loading } from './ui/loading.tsx'

const SetUp = lazy(async () => ({
  default: (await withMoreWords(import('./pages/set-up/set-up.tsx'))).SetUp,
}))
const SignIn = lazy(async () => ({
  default: (await withMoreWords(import('./pages/sign-in/sign-in.tsx'))).SignIn,
}))
const Join = lazy(async () => ({ default: (await withMoreWords(import('./pages/join/join.tsx'))).Join }))
const GuestDoor = lazy(async () => ({
  default: (await withMoreWords(import('./pages/join/guest-door.tsx'))).GuestDoor,
}))
const Home = lazy(async () => ({ default: (await withMoreWords(import('./pages/home/home.tsx'))).Home }))
const People = lazy(async () => ({
  default: (await withMoreWords(import('./pages/people/people.tsx'))).People,
}))
const Classes = lazy(async () => ({
  default: (await withMoreWords(import('./pages/classes/classes.tsx'))).Classes,
}))
const ClassPage = lazy(async () => ({
  default: (await withMoreWords(import('./pages/classes/class.tsx'))).ClassPage,
}))
const JoinClass = lazy(async () => ({
  default: (await withMoreWords(import('./pages/join/join-class.tsx'))).JoinClass,
}))
const Settings = lazy(async () => ({
  default: (await withMoreWords(import('./pages/settings/settings.tsx'))).Settings,
}))
const Mute = lazy(async () => ({ default: (await withMoreWords(import('./pages/mute/mute.tsx'))).Mute }))
const SessionPage = lazy(async () => ({
  default: (await withMoreWords(import('./pages/sessions/session.tsx'))).SessionPage,
}))
const ReviewPage = lazy(async () => ({
  default: (await withMoreWords(import('./pages/sessions/review.tsx'))).ReviewPage,
}))
const TaughtCopy = lazy(async () => ({
  default: (await withMoreWords(import('./pages/sessions/taught-copy.tsx'))).TaughtCopy,
}))
const ArticlePage = lazy(async () => ({ default: (await import('./pages/article/article.tsx')).ArticlePage }))

export function App() {
  return (
    <Suspense fallback={<Loading />}>
      <Switch>
        <Route path="/set-up/:token">{({ token }) => <SetUp token={token} />}</Route>
        <Route path="/sign-in">
          <SignIn />
        </Route>
        <Route path="/join">
          <JoinClass />
        </Route>
        <Route path="/join/:code">{({ code }) => <Join code={code} />}</Route>
        <Route path="/links/:code">{({ code }) => <GuestDoor code={code} />}</Route>
        <Route path="/mail/mute/:token">{({ token }) => <Mute token={token} />}</Route>
        <Route path="/">
          <SignedIn>
            <Home />
          </SignedIn>
        </Route>
        <Route path="/people">
          <SignedIn>
            <People />
          </SignedIn>
        </Route>
        <Route path="/classes">
          <SignedIn>
            <Classes />
          </SignedIn>
        </Route>
        <Route path="/classes/:id">
          {({ id }) => (
            <SignedIn>
              <ClassPage key={id} id={id} />
            </SignedIn>
          )}
        </Route>
        <Route path="/settings">
          <SignedIn>
            <Settings />
          </SignedIn>
        </Route>
        <Route path="/articles/:id">
          {({ id }) => (
            <SignedIn>
              <ArticlePage key={id} id={id} />
            </SignedIn>
          )}
        </Route>
        <Route path="/sessions/:id">
          {({ id }) => (
            <SignedIn>
              <SessionPage key={id} id={id} />
            </SignedIn>
          )}
        </Route>
        <Route path="/sessions/:id/reviews/:pair">
          {({ id, pair }) => (
            <SignedIn>
              <ReviewPage session={id} pair={pair} />
            </SignedIn>
          )}
        </Route>
        <Route path="/sessions/:id/copies/:pair">
          {({ id, pair }) => (
            <SignedIn>
              <TaughtCopy key={pair} session={id} pair={pair} />
            </SignedIn>
          )}
        </Route>
        <Route>
          <NotFound />
        </Route>
      </Switch>
    </Suspense>
  )
}

/** Shows the screen to who is signed in, and sends everybody else to sign in and back here. */
function SignedIn({ children }: { children: ReactNode }) {
  const me = useMe()
  const [here] = useLocation()
  if (me.data?.account) {
    const account = { ...me.data.account, publication: me.data.publication ?? '' }
    return <AccountContext value={account}>{children}</AccountContext>
  }
  if (me.isPending) return <Loading />
  if (me.isError) return <Broken code={codeOf(me.error)} onRetry={() => void me.refetch()} />
  if (me.data.publication === null) return <NotSetUp />
  return <Redirect to={`/sign-in?to=${encodeURIComponent(here + location.hash)}`} replace />
}
