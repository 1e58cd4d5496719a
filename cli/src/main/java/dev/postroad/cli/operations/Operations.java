// SPDX-License-Identifier: Apache-2.0
package dev.postroad.cli.operations;

import dev.postroad.cli.World;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;

/** All commands for a running James, by name. */
public final class Operations {
  private Operations() {}

  /** The commands, each made when it is wanted. */
  public static Map<String, Supplier<Object>> commands(World world) {
    Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
    commands.put("status", () -> new StatusCommand(world));
    commands.put("top", () -> new TopCommand(world));
    commands.put("trace", () -> new TraceCommand(world));
    commands.put("sites", () -> sites(world));
    commands.put("mails", () -> mails(world));
    commands.put(
        "deliveries",
        () -> with(new Entity.Deliveries(), new DeliveryCommands.ListDeliveries(world)));
    commands.put(
        "policy",
        () ->
            with(
                new Entity.Policy(),
                new PolicyCommands.ShowPolicies(world),
                new PolicyCommands.ReloadPolicies(world)));
    commands.put(
        "actions", () -> with(new Entity.Actions(), new ActionCommands.ListActions(world)));
    return commands;
  }

  private static CommandLine sites(World world) {
    return with(
        new Entity.Sites(),
        new SiteCommands.ListSites(world),
        new SiteCommands.ShowSites(world),
        new SiteCommands.SuspendSites(world),
        new SiteCommands.ResumeSites(world),
        new SiteCommands.LimitSites(world));
  }

  private static CommandLine mails(World world) {
    return with(
        new Entity.Mails(),
        new MailCommands.ListMails(world),
        new MailCommands.ShowMails(world),
        new MailActionCommand.Flush(world),
        new MailActionCommand.Requeue(world),
        new MailActionCommand.Hold(world),
        new MailActionCommand.Release(world),
        new MailActionCommand.Bounce(world),
        new MailActionCommand.Delete(world));
  }

  private static CommandLine with(Entity entity, Object... actions) {
    CommandLine line = new CommandLine(entity);
    for (Object action : actions) {
      line.addSubcommand(action);
    }
    return line;
  }
}
