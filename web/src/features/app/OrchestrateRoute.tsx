import { useParams } from "@tanstack/react-router";
import { OrchestratePage } from "./OrchestratePage";

export function OrchestrateRoute() {
  const { appId } = useParams({ from: "/console/app/$appId/orchestrate" });
  return <OrchestratePage key={appId} appId={appId} />;
}
