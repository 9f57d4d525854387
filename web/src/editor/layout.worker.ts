import { layout, type LayoutInput } from "./layout";

self.onmessage = (event: MessageEvent<LayoutInput>) => {
  self.postMessage(layout(event.data));
};
