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
              "Classes of domains that routes may name, beside the built-in ones and those of"
                  + " `conf/domain-classes.conf`: one a line, with its name, a colon, and patterns."
                  + " What is defined here counts instead of what that file has under the name.")
          .unsetMeans("the built-in classes, and those of `conf/domain-classes.conf`");

  public static final Key<String> ROUTES =
      Key.of(
              "routes",
              new ValueType<>("table, or `file://…`", text -> text),
              "file://conf/routes",
              "Which mail goes which way: one rule a line, with conditions and an action; the"
                  + " first rule that matches a recipient decides.")
          .unsetMeans("all mail goes direct");

  public static final Key<String> PERMIT =
      Key.of(
              "permit",
              new ValueType<>("table, or `file://…`", text -> text),
              "file://conf/permit",
              "Who may relay: conditions one line each, any of which permits. Whatever no line"
                  + " permits is refused, at RCPT where `dev.postroad.james.PermitRcptHook` stands in"
                  + " `smtpserver.xml`. See [relaying.md](relaying.md).")
          .unsetMeans("all that James lets in may relay");

  public static final Key<String> POLICY =
      Key.of(
              "policy",
              new ValueType<>("tables, or `file://…`", text -> text),
              "file://conf/policy",
              "All tables in one, each headed by a line that says `[relays]`, `[classes]`,"
                  + " `[permit]` or `[routes]`. Instead of, not beside, the four keys. The command"
                  + " line reads the same file.")
          .unsetMeans("the tables stand by themselves");

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

  public static final Key<String> LOCAL_PROCESSOR =
      Key.of(
              "localProcessor",
              ValueTypes.TEXT,
              "local-delivery",
              "Processor that gets mail of rules that say `local`: the one with James'"
                  + " `LocalDelivery`.")
          .unsetMeans("`local-delivery`");

  /** All of them, and what must hold between them. */
  public static final KeySet ALL =
      new KeySet(
          List.of(
              RELAYS,
              CLASSES,
              PERMIT,
              ROUTES,
              POLICY,
              HOLD_REPOSITORY,
              BOUNCE_PROCESSOR,
              LOCAL_PROCESSOR),
          List.of(),
          List.of(RelayPolicyKeys::checkOneWay));

  private RelayPolicyKeys() {}

  private static void checkOneWay(Settings settings, Problems problems) {
    for (Key<?> key : List.of(RELAYS, CLASSES, PERMIT, ROUTES)) {
      if (settings.isGiven(POLICY) && settings.isGiven(key)) {
        problems.error(
            settings.where(key),
            "both <policy> and <" + key + "> are given",
            "the policy has all tables",
            "move the table under [" + key + "] in the policy");
      }
    }
  }
}
