/** An article. */
export function ArticlePage({ id }: { id: string }) {
  return <p>{id}</p>
}
