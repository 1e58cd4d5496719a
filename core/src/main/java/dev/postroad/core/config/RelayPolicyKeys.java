// SPDX-License-Identifier: Apache-2.0
package dev.postroad.core.config;

import java.util.List;

/** Every key of the RelayPolicy mailet, declared once. */
public final class RelayPolicyKeys {

  public static final Key<String> RELAYS =
      Key.of(
              "relays",
              new ValueType<>("table, or `file://…`", text -> text),
              "file://conf/relays",
              "The designated relay hosts: one a line, with its name, its URL and its options.")
          .unsetMeans("no relays");

  public static final Key<String> CLASSES =
      Key.of(
              "classes",
              new ValueType<>("table, or `file://…`", text -> text),
              "file://conf/classes",
              "Classes of domains that routes may name: one a line, with its name, a colon, and"
                  + " patterns. The class `local`, the domains of the mail server itself, is"
                  + " always there.")
          .unsetMeans("`local` alone");

  public static final Key<String> ROUTES =
      Key.of(
              "routes",
              new ValueType<>("table, or `file://…`", text -> text),
              "file://conf/routes",
              "Which mail goes which way: one rule a line, with conditions and an action; the"
                  + " first rule that matches a recipient decides.")
          .unsetMeans("all mail goes direct");

  public static final Key<String> POLICY =
      Key.of(
              "policy",
              new ValueType<>("tables, or `file://…`", text -> text),
              "file://conf/policy",
              "All three tables in one, each headed by a line that says `[relays]`, `[classes]` or"
                  + " `[routes]`. Instead of, not beside, the three keys. The command line reads"
                  + " the same file.")
          .unsetMeans("the three tables stand by themselves");

  public static final Key<String> HOLD_REPOSITORY =
      Key.of(
              "holdRepository",
              ValueTypes.REPOSITORY,
              "file://var/mail/hold/",
              "URL of the mail repository that takes mail of rules that say `hold`. Its protocol"
                  + " must be one of those in James' `mailrepositorystore.xml`.")
          .unsetMeans("`var/mail/hold/` under James' default protocol");

  public static final Key<String> BOUNCE_PROCESSOR =
      Key.of(
              "bounceProcessor",
              ValueTypes.TEXT,
              "bounces",
              "Processor that gets mail of rules that say `refuse`, one mail for each different"
                  + " refusal, with the attributes that `DSNBounce` reads.")
          .unsetMeans("James itself tells the sender");

  /** All of them, and what must hold between them. */
  public static final KeySet ALL =
      new KeySet(
          List.of(RELAYS, CLASSES, ROUTES, POLICY, HOLD_REPOSITORY, BOUNCE_PROCESSOR),
          List.of(),
          List.of(RelayPolicyKeys::checkOneWay));

  private RelayPolicyKeys() {}

  private static void checkOneWay(Settings settings, Problems problems) {
    for (Key<?> key : List.of(RELAYS, CLASSES, ROUTES)) {
      if (settings.isGiven(POLICY) && settings.isGiven(key)) {
        problems.error(
            settings.where(key),
            "both <policy> and <" + key + "> are given",
            "the policy has all three tables",
            "move the table under [" + key + "] in the policy");
      }
    }
  }
}
