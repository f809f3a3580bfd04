/**
 * The title of a metric where it stands. In an open loop the TTFT and E2E that are compared count from the intended send:
 * they are called response latencies, because the service latencies beside them count from the real one.
 */
export function titleInLoop({ name, title }: { name: string; title: string }, isOpenLoop: boolean): string {
  return isOpenLoop && /^(?:ttft|e2e)P/.test(name) ? `response ${title}` : title;
}
