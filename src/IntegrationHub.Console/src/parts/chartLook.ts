/** Colours of the theme as charts need them: a canvas does not read style sheets. */
export function chartLook() {
  const style = getComputedStyle(document.documentElement);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return {
    ink: of('--ink'), soft: of('--soft'), line: of('--line'), accent: of('--accent'), good: of('--good-fill'), bad: of('--bad-fill'), quiet: of('--quiet-fill'), card: of('--card'),
    tooltip: { renderMode: 'richText' as const, backgroundColor: of('--card'), borderColor: of('--line'), textStyle: { color: of('--ink'), fontSize: 13 } },
  };
}
