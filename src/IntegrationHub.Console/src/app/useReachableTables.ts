import { useEffect } from 'react';

/** A table of Ant Design that is wider than its place scrolls; a keyboard comes to it only when it can have the focus, and there is no setting for that. */
export function useReachableTables(isOn: boolean) {
  useEffect(() => {
    const main = isOn ? document.getElementById('main') : null;
    if (!main) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const reach = () => {
      timer = undefined;
      for (const place of main.querySelectorAll<HTMLElement>('.ant-table-content, .ant-table-body')) place.tabIndex = place.scrollWidth > place.clientWidth ? 0 : -1;
    };
    const watch = new MutationObserver(() => { timer ??= setTimeout(reach, 100); });
    watch.observe(main, { childList: true, subtree: true });
    return () => {
      watch.disconnect();
      clearTimeout(timer);
    };
  }, [isOn]);
}
